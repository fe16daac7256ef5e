# SPDX-License-Identifier: Apache-2.0
"""Qulacs: parametric circuits, bound in place. Its rotations turn the other way round."""

import numpy as np
from qulacs import DensityMatrix, NoiseSimulator, Observable, ParametricQuantumCircuit, QuantumCircuit, QuantumState
from qulacs.gate import DepolarizingNoise

from workloads import NOISE, angle, mean, signs

PACKAGE = "qulacs"
PRECISIONS = ["double"]


def operator(problem):
    result = Observable(problem.qubits)
    for coefficient, product in problem.observable:
        result.add_operator(coefficient, " ".join(f"{pauli} {qubit}" for pauli, qubit in product))
    return result


def parametric(problem):
    """The circuit, and what each of its angles stands for."""
    circuit, bound = ParametricQuantumCircuit(problem.qubits), []
    for name, qubits, what in problem.gates:
        if name == "h":
            circuit.add_H_gate(qubits[0])
        elif name == "cx":
            circuit.add_CNOT_gate(*qubits)
        else:
            bound.append(what)
            if name == "rzz":
                circuit.add_parametric_multi_Pauli_rotation_gate(list(qubits), [3, 3], 0.0)
            else:
                getattr(circuit, f"add_parametric_{name.upper()}_gate")(qubits[0], 0.0)
    return circuit, bound


class Peer:
    def __init__(self, precision, threads):
        pass

    def prepared(self, problem):
        circuit, bound = parametric(problem)
        state, weights = QuantumState(problem.qubits), [what[1] for what in bound]

        def run(w):
            for i, k in enumerate(weights):
                circuit.set_parameter(i, -w[k])
            state.set_zero_state()
            circuit.update_quantum_state(state)
            return state

        return circuit, np.array(weights), run

    def value(self, problem):
        _, _, run = self.prepared(problem)
        observable = operator(problem)
        return lambda w: observable.get_expectation_value(run(w))

    def samples(self, problem):
        _, _, run = self.prepared(problem)
        return lambda w: 1 - 2 * np.mean(np.array(run(w).sampling(problem.shots)) & 1)

    def gradient(self, problem):
        circuit, weights, run = self.prepared(problem)
        observable = operator(problem)

        def call(w):
            value = observable.get_expectation_value(run(w))
            return value, np.bincount(weights, -np.array(circuit.backprop(observable)), len(w))

        return call

    def training(self, problem):
        circuit, bound = parametric(problem)
        observable, state = operator(problem), QuantumState(problem.qubits)
        features = [(i, k) for i, (kind, k) in enumerate(bound) if kind == "x"]
        weights = [(i, k) for i, (kind, k) in enumerate(bound) if kind == "w"]
        positions, indices = np.array(weights).T

        def call(w, x, y):
            for i, k in weights:
                circuit.set_parameter(i, -w[k])
            total, derivatives = 0.0, np.zeros(len(w))
            for row, label in zip(x, y):
                for i, k in features:
                    circuit.set_parameter(i, -row[k])
                state.set_zero_state()
                circuit.update_quantum_state(state)
                error = observable.get_expectation_value(state) - label
                total += error * error
                slopes = np.array(circuit.backprop(observable))
                derivatives += error * np.bincount(indices, slopes[positions], len(w))
            return total / len(x), -2 / len(x) * derivatives

        return call

    def kernel(self, problem):
        state = QuantumState(problem.qubits)

        def prepared(row):
            circuit = QuantumCircuit(problem.qubits)
            for gate in problem.gates:
                name, qubits, _ = gate
                if name == "h":
                    circuit.add_H_gate(qubits[0])
                elif name == "cx":
                    circuit.add_CNOT_gate(*qubits)
                else:
                    circuit.add_U1_gate(qubits[0], angle(gate, None, row))
            state.set_zero_state()
            circuit.update_quantum_state(state)
            return state.get_vector()

        def call(x):
            table = np.array([prepared(row) for row in x])
            return np.abs(table.conj() @ table.T) ** 2

        return call

    def noisy(self, problem, weights):
        circuit = QuantumCircuit(problem.qubits)
        for gate in problem.gates:
            name, qubits, _ = gate
            if name == "cx":
                circuit.add_CNOT_gate(*qubits)
            else:
                getattr(circuit, f"add_{name.upper()}_gate")(qubits[0], -angle(gate, weights))
            for q in qubits:
                circuit.add_gate(DepolarizingNoise(q, NOISE))
        return circuit

    def density(self, problem):
        observable, state = operator(problem), DensityMatrix(problem.qubits)

        def call(w):
            state.set_zero_state()
            self.noisy(problem, w).update_quantum_state(state)
            return observable.get_expectation_value(state)

        return call

    def trajectories(self, problem):
        state = QuantumState(problem.qubits)

        def call(w):
            outcomes = NoiseSimulator(self.noisy(problem, w), state).execute(problem.shots)
            return mean(problem.observable, signs(outcomes, problem.qubits))

        return call
