# Runs the compiler of build/, or of the build folder that QML_BUILD names.
import os
import pathlib
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
QMLC = pathlib.Path(os.environ.get("QML_BUILD", ROOT / "build")).resolve() / "bin" / "qmlc"


@pytest.fixture(scope="session")
def qmlc():
    """qmlc("build", file, …, cwd=folder): what the compiler prints; a test fails where the compiler does."""

    def run(*arguments, cwd=None):
        command = [str(QMLC), *map(str, arguments)]
        result = subprocess.run(command, cwd=cwd, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=300)
        assert result.returncode == 0, f"{' '.join(command)}\nexit {result.returncode}\n{result.stderr}{result.stdout}"
        return result.stdout

    return run
