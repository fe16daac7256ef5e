# SPDX-License-Identifier: Apache-2.0
"""Qiskit Aer's state vector, with parameters bound at run time. It has no adjoint gradients."""

import numpy as np
import qiskit_aer.library  # noqa: F401, adds the save methods to QuantumCircuit
from qiskit import QuantumCircuit, transpile
from qiskit.circuit import Parameter
from qiskit.quantum_info import SparsePauliOp
from qiskit_aer import AerSimulator
from qiskit_aer.noise import depolarizing_error

from peers import parameter_shifts
from workloads import NOISE, angle, mean, signs

PACKAGE = "qiskit-aer"
PRECISIONS = ["double", "single"]


class Peer:
    def __init__(self, precision, threads):
        self.options = dict(precision=precision, max_parallel_threads=threads, runtime_parameter_bind_enable=True)

    def runner(self, problem, read, method="statevector", noise=False):
        """A function that binds and runs the circuit that ends with `read(circuit)`, given rows of numbers for the gates
        that have an angle; and these gates."""
        simulator = AerSimulator(method=method, **self.options)
        circuit, turns = QuantumCircuit(problem.qubits), [gate for gate in problem.gates if gate[2] is not None]
        parameters = [Parameter(f"t{i}") for i in range(len(turns))]
        unbound = iter(parameters)
        for name, qubits, what in problem.gates:
            getattr(circuit, name)(*[] if what is None else [next(unbound)], *qubits)
            for q in qubits if noise else ():
                circuit.append(depolarizing_error(4 * NOISE / 3, 1), [q])
        read(circuit)
        compiled = transpile(circuit, simulator, optimization_level=0 if noise else 1)

        def run(angles, shots=1):
            bound = dict(zip(parameters, angles.T.tolist()))
            return simulator.run(compiled, parameter_binds=[bound], shots=shots).result()

        return run, turns

    def values(self, problem, **how):
        """A function of rows of weights."""
        terms = [("".join(p for p, _ in product), [q for _, q in product], c) for c, product in problem.observable]
        operator = SparsePauliOp.from_sparse_list(terms, num_qubits=problem.qubits)
        run, turns = self.runner(problem, lambda circuit: circuit.save_expectation_value(operator, range(problem.qubits)), **how)
        weights = [what[1] for _, _, what in turns]

        def call(rows):
            result = run(rows[:, weights])
            return [result.data(i)["expectation_value"] for i in range(len(rows))]

        return call

    def value(self, problem, **how):
        values = self.values(problem, **how)
        return lambda w: values(w[None])[0]

    def gradient(self, problem):
        return parameter_shifts.gradient(problem, self.values)

    def kernel(self, problem):
        run, turns = self.runner(problem, lambda circuit: circuit.save_statevector())

        def call(x):
            result = run(np.stack([angle(gate, None, x) for gate in turns], 1))
            table = np.array([np.asarray(result.data(i)["statevector"]) for i in range(len(x))])
            return np.abs(table.conj() @ table.T) ** 2

        return call

    def counts(self, problem, **how):
        """A function to the strings that are read, qubit 0 last, and how often each is."""
        run, turns = self.runner(problem, lambda circuit: circuit.measure_all(), **how)
        weights = [what[1] for _, _, what in turns]
        return lambda w: run(w[None, weights], problem.shots).data(0)["counts"].items()

    def samples(self, problem):
        counts = self.counts(problem)
        return lambda w: sum(count * (1 - 2 * (int(key, 16) & 1)) for key, count in counts(w)) / problem.shots

    def density(self, problem):
        return self.value(problem, method="density_matrix", noise=True)

    def trajectories(self, problem):
        counts = self.counts(problem, noise=True)

        def call(w):
            outcomes = [int(key, 16) for key, count in counts(w) for _ in range(count)]
            return mean(problem.observable, signs(outcomes, problem.qubits))

        return call
