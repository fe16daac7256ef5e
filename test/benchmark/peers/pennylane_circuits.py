# SPDX-License-Identifier: Apache-2.0
"""What the peers that are called through PennyLane share."""

import pennylane as qml

from workloads import angle


def apply(problem, weights=None, features=None):
    for gate in problem.gates:
        name, qubits, what = gate
        if name == "h":
            qml.Hadamard(qubits[0])
        elif name == "cx":
            qml.CNOT(qubits)
        else:
            kind = {"rzz": qml.IsingZZ, "p": qml.PhaseShift}.get(name) or getattr(qml, name.upper())
            kind(angle(gate, weights, features), qubits)


def hamiltonian(problem):
    """One product as itself: expectation values of sums take a slower way."""
    terms = [qml.prod(*[getattr(qml, pauli)(qubit) for pauli, qubit in product]) if product else qml.Identity(0)
             for _, product in problem.observable]
    coefficients = [coefficient for coefficient, _ in problem.observable]
    return qml.Hamiltonian(coefficients, terms) if len(terms) > 1 else terms[0]
