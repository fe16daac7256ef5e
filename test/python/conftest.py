# Runs the compiler of build/, or of the build folder that QML_BUILD names.
import os
import pathlib
import re
import subprocess
import sys

import numpy as np
import pytest

from circuits import GATES

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("QML_BUILD", ROOT / "build")).resolve()
QMLC = BUILD / "bin" / "qmlc"
sys.path.insert(0, str(BUILD / "python"))


@pytest.fixture(scope="session")
def qmlc():
    """qmlc("build", file, …, cwd=folder): what the compiler prints; a test fails where the compiler does."""

    def run(*arguments, cwd=None):
        command = [str(QMLC), *map(str, arguments)]
        result = subprocess.run(command, cwd=cwd, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=300)
        assert result.returncode == 0, f"{' '.join(command)}\nexit {result.returncode}\n{result.stderr}{result.stdout}"
        return result.stdout

    return run


@pytest.fixture
def program(tmp_path):
    """program(circuit, parameters): the file of a program that has it as `tested` and whose main prints its probabilities."""

    def write(circuit, parameters={}):
        qubits, gates = circuit
        declared = ", ".join(f"param {name}: float = {value}" for name, value in parameters.items())
        path = tmp_path / "program.qml"
        path.write_text(f"""qml 1.0
{GATES}
circuit tested({declared}) -> float[{2**qubits}] {{
  qubit[{qubits}] q
  {gates}
  return probs(q)
}}
main {{ print(f"{{tested():.17e}}") }}
""")
        return path

    return write


@pytest.fixture
def expected(qmlc):
    """expected(file): the probabilities that the program prints; q[0] is the most significant bit."""
    return lambda path: np.array([float(number) for number in re.findall(r"[-+.e\d]+", qmlc("run", path))])
