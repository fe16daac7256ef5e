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

# Qubits and gates. Every register starts in a state without symmetry, so that a wrong order of qubits, sign or phase shows.
CIRCUITS = {
    "rotations": (2, """
        RX(0.3, q[0]); RY(-1.1, q[1]); RZ(0.7, q[0]); PhaseShift(0.4, q[1])
        H(q); Rot(0.1, 0.2, 0.3, q[0]); U(0.5, 0.6, -0.7, q[1])
        S(q[0]); T(q[1]); SX(q); Y(q[0]); RX(1e-7, q[0]); RY(100.25, q[1])
    """),
    "controlled": (3, """
        RY([0.4, 1.3, 2.1], q); RZ(0.3, q)
        CNOT(q[0], q[1]); CY(q[1], q[2]); CZ(q[2], q[0]); CH(q[0], q[2])
        CRX(0.5, q[0], q[1]); CRY(-0.6, q[1], q[2]); CRZ(0.7, q[2], q[0]); ControlledPhaseShift(0.8, q[0], q[1])
        H(q); ctrl(SX, q[0])(q[1]); ctrl(S, q[1])(q[2]); ctrl(Rot, q[2])(0.1, 0.2, 0.3, q[0]); ctrl(U, q[0])(0.4, 0.5, 0.6, q[2])
        SWAP(q[0], q[2]); Toffoli(q[0], q[1], q[2]); CSWAP(q[2], q[0], q[1])
    """),
    "adjoint_and_pow": (3, """
        layer(0.4, q)
        RX([0.3, 0.6, 0.9], q)
        adjoint(layer)(0.9, q)
        adjoint { RY(0.2, q[0]); CNOT(q[0], q[2]); SX(q[2]) }
        pow(T, 3)(q[0]); pow(layer, 2)(0.15, q); adjoint(pow(layer, 3))(-0.35, q)
        ctrl(adjoint(S), q[0])(q[1]); H(q)
    """),
    "within_apply": (3, """
        RY([0.5, 1.0, 1.5], q)
        within { H(q[0]); CNOT(q[0], q[1]); RX(0.3, q[2]) } apply { RZ(0.8, q[1]); CZ(q[1], q[2]) }
        ctrl(q[0]) { within { H(q[1]); S(q[2]) } apply { RX(0.7, q[2]); CRY(1.2, q[1], q[2]) } }
    """),
    "multi_controlled": (5, """
        RY([0.9, 1.1, 1.3, 1.7, 0.6], q); RZ(0.4, q)
        ctrl(Z, q[:-1])(q[-1]); ctrl(X, q[0:3])(q[4]); ctrl(RY, q[1:4])(0.8, q[0]); ctrl(H, q[2:])(q[1])
        ctrl(q[0:3] == 5) { RX(0.9, q[3]); PhaseShift(0.5, q[4]) }
        ctrl(q[1:3]) { GlobalPhase(0.7) }
        H(q)
    """),
    "two_qubit_rotations": (4, """
        RY([0.9, 1.1, 1.3, 1.7], q)
        IsingZZ(0.4, q[0], q[1]); IsingXX(0.5, q[1], q[2]); IsingYY(-0.6, q[2], q[3]); IsingXY(0.7, q[3], q[0])
        MultiRZ(0.8, q); ISWAP(q[0], q[2]); ECR(q[1], q[3])
        SingleExcitation(0.3, q[0], q[1]); DoubleExcitation(0.9, q); ctrl(IsingZZ, q[0])(1.1, q[2], q[3])
        H(q)
    """),
    "qft": (4, """
        RY([0.3, 0.8, 1.3, 2.2], q)
        QFT(q)
        RZ([0.5, 0.6, 0.7, 0.8], q); RX(0.4, q[2])
        adjoint(QFT)(q[1:])
    """),
    "phase_estimation": (4, """
        X(q[3])
        QPE(eighth, q[:3], q[3:])
    """),
    "feature_map": (3, """
        ZZFeatureMap([0.3, 0.7, 1.9], q)
        StronglyEntanglingLayers([[[0.1, 0.2, 0.3], [0.4, 0.5, 0.6], [0.7, 0.8, 0.9]], [[1.1, 1.2, 1.3], [1.4, 1.5, 1.6], [1.7, 1.8, 1.9]]], q)
    """),
}

GATES = """
gate layer(a: float, q: qubit[n]) { RX(a, q); for i in range(n - 1) { CRZ(2*a, q[i], q[i + 1]) }; H(q[0]); T(q[n - 1]) }
gate eighth(q: qubit[m]) { PhaseShift(0.3 * pi, q) }
"""

PARAMETERS = {"alpha": 0.4, "beta": -1.3}
WITH_PARAMETERS = (3, """
    RY(alpha, q[0]); RX(2*beta, q[1]); CNOT(q[0], q[1]); IsingZZ(alpha, q[1], q[2]); RX(alpha - beta + 0.25, q[2])
    ctrl(RY, q[0])(beta, q[2]); adjoint { RZ(alpha, q[1]); RX(beta/3, q[1]) }
""")


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
