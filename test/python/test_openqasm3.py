# OpenQASM 3 as others read it: the reference parser accepts it, Qiskit and Braket's simulator get the probabilities that
# qmlc's own simulator gets.
import re

import numpy as np
import openqasm3
import pytest
import qiskit.qasm3
from braket.default_simulator import StateVectorSimulator
from braket.ir.openqasm import Program
from qiskit.quantum_info import Statevector

from circuits import CIRCUITS

PARAMETERS = {"alpha": 0.4, "beta": -1.3}
WITH_PARAMETERS = (3, """
    RY(alpha, q[0]); RX(2*beta, q[1]); CNOT(q[0], q[1]); IsingZZ(alpha, q[1], q[2]); RX(alpha - beta + 0.25, q[2])
    ctrl(RY, q[0])(beta, q[2]); adjoint { RZ(alpha, q[1]); RX(beta/3, q[1]) }
""")


@pytest.fixture
def openqasm3_of(qmlc):
    """openqasm3_of(file, option…): the text, read by the reference parser."""

    def emit(path, *options):
        text = qmlc("build", path, "--entry", "tested", "--emit=openqasm3", *options)
        openqasm3.parse(text)
        return text

    return emit


def without_measurements(text):
    """The text without its final measurements, and the qubits they read in the order of bits; all qubits if it has none."""
    pattern = re.compile(r"^c\[(\d+)\] = measure q\[(\d+)\];\n", re.M)
    qubits = [qubit for _, qubit in sorted((int(bit), int(qubit)) for bit, qubit in pattern.findall(text))]
    count = int(re.search(r"^qubit\[(\d+)\] q;", text, re.M)[1])
    return pattern.sub("", text), qubits or list(range(count))


def in_qiskit(text, values={}):
    text, qubits = without_measurements(text)
    circuit = qiskit.qasm3.loads(text)
    assert {parameter.name for parameter in circuit.parameters} == set(values)
    # Qiskit's first qubit is the least significant.
    return Statevector(circuit.assign_parameters(values)).probabilities(qubits[::-1])


def in_braket(text, values={}):
    text, qubits = without_measurements(text)
    wanted = ", ".join(f"q[{qubit}]" for qubit in qubits)
    program = Program(source=f"{text}#pragma braket result probability {wanted}\n", inputs=values)
    return StateVectorSimulator().run(program, shots=0).resultTypes[0].value


def assert_same(found, expected):
    np.testing.assert_allclose(np.sum(expected), 1, atol=1e-12)
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-9)


@pytest.mark.parametrize("name", CIRCUITS)
def test_qiskit(name, program, expected, openqasm3_of):
    path = program(CIRCUITS[name])
    assert_same(in_qiskit(openqasm3_of(path)), expected(path))


@pytest.mark.parametrize("name", CIRCUITS)
def test_braket(name, program, expected, openqasm3_of):
    path = program(CIRCUITS[name])
    assert_same(in_braket(openqasm3_of(path, "--dialect=braket")), expected(path))


def test_bound_parameters(program, expected, openqasm3_of):
    path = program(WITH_PARAMETERS, PARAMETERS)
    assert_same(in_qiskit(openqasm3_of(path, "--bind")), expected(path))
    assert_same(in_braket(openqasm3_of(path, "--bind", "--dialect=braket")), expected(path))


def test_parameters_stay_inputs(program, expected, openqasm3_of):
    path = program(WITH_PARAMETERS, PARAMETERS)
    assert_same(in_qiskit(openqasm3_of(path), PARAMETERS), expected(path))
    assert_same(in_braket(openqasm3_of(path, "--dialect=braket"), PARAMETERS), expected(path))
