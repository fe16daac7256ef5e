# Native circuits as the makers' own tools see them: IBM's instruction set check passes, IonQ's job models accept the JSON, and
# the probabilities are those of qmlc's simulator.
import json
import re

import numpy as np
import pytest
import qiskit.qasm3
from ionq_core import gates as ionq_gates
from ionq_core.models import CircuitJobCreationPayload
from qiskit import QuantumCircuit
from qiskit.circuit.library import ECRGate
from qiskit.quantum_info import Statevector
from qiskit_ibm_runtime.fake_provider import FakeFez, FakeSherbrooke
from qiskit_ibm_runtime.utils.utils import is_isa_circuit

from circuits import CIRCUITS

BACKENDS = {"ibm_fez": FakeFez, "ibm_sherbrooke": FakeSherbrooke}


def with_library_ecr(circuit):
    """The loader takes the file's definition of ecr for a gate of its own."""
    result = circuit.copy_empty_like()
    for item in circuit.data:
        result.append(ECRGate() if item.operation.name == "ecr" else item.operation, item.qubits, item.clbits)
    return result


def on_active_qubits(circuit):
    """The circuit without idle qubits and measurements, and the measured qubits in the order of their bits."""
    index = {qubit: i for i, qubit in enumerate(circuit.qubits)}
    active = sorted({index[q] for item in circuit.data for q in item.qubits})
    place = {q: i for i, q in enumerate(active)}
    small, measured = QuantumCircuit(len(active)), {}
    for item in circuit.data:
        qubits = [place[index[q]] for q in item.qubits]
        if item.operation.name == "measure":
            measured[circuit.find_bit(item.clbits[0]).index] = qubits[0]
        else:
            small.append(item.operation, qubits)
    return small, [measured[bit] for bit in sorted(measured)]


def probabilities(circuit, qubits):
    """Of the outcomes of `qubits`, the first the most significant."""
    return Statevector(circuit).probabilities(qubits[::-1])


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("name", CIRCUITS)
def test_ibm_accepts_and_agrees(qmlc, program, expected, name, backend):
    path = program(CIRCUITS[name])
    text = qmlc("build", path, "--entry", "tested", "--emit=openqasm3", f"--target={backend}")
    circuit = with_library_ecr(qiskit.qasm3.loads(text))
    assert is_isa_circuit(circuit, BACKENDS[backend]().target) == ""
    small, measured = on_active_qubits(circuit)
    np.testing.assert_allclose(probabilities(small, measured), expected(path), atol=1e-9)


def ionq_probabilities(job):
    """The job's circuit with IonQ's own matrices; qubit 0 is the most significant."""
    n = job["input"]["qubits"]
    state = np.zeros([2] * n, complex)
    state[(0,) * n] = 1
    for gate in job["input"]["circuit"]:
        if gate["gate"] in ("gpi", "gpi2"):
            matrix = getattr(ionq_gates, gate["gate"] + "_matrix")(gate["phase"])
            qubits = [gate["target"]]
        else:
            assert gate["gate"] == "zz"
            matrix, qubits = ionq_gates.zz_matrix(gate["angle"]), gate["targets"]
        k = len(qubits)
        matrix = np.array(matrix).reshape([2] * (2 * k))
        state = np.moveaxis(np.tensordot(matrix, state, axes=(range(k, 2 * k), qubits)), range(k), qubits)
    return (abs(state) ** 2).reshape(-1)


@pytest.mark.parametrize("name", CIRCUITS)
def test_ionq_accepts_and_agrees(qmlc, program, expected, name):
    path = program(CIRCUITS[name])
    job = json.loads(qmlc("build", path, "--entry", "tested", "--emit=ionq", "--target=ionq_forte"))
    assert CircuitJobCreationPayload.from_dict(job).to_dict()["input"]["gateset"] == "native"
    np.testing.assert_allclose(ionq_probabilities(job), expected(path), atol=1e-9)


def test_qasm2_file_compiles_for_a_device(qmlc, tmp_path):
    source = tmp_path / "bell.qasm"
    source.write_text('OPENQASM 2.0;\ninclude "qelib1.inc";\nqreg q[2];\ncreg c[2];\nh q[0];\ncx q[0],q[1];\nmeasure q -> c;\n')
    text = qmlc("build", source, "--target=ibm_fez", "--emit=openqasm2")
    assert re.search(r"^// initial_layout: \[\d+, ?\d+\]$", text, re.M)
    assert set(re.findall(r"^(\w+)", text, re.M)) <= {"OPENQASM", "include", "qreg", "creg", "rz", "sx", "x", "cz", "measure"}
