# SPDX-License-Identifier: Apache-2.0
"""Qiskit Aer's state vector, with parameters bound at run time. It has no adjoint gradients, so no gradient rows here."""

import numpy as np
import qiskit_aer.library  # noqa: F401, adds the save methods to QuantumCircuit
from qiskit import QuantumCircuit, transpile
from qiskit.circuit import Parameter
from qiskit.quantum_info import SparsePauliOp
from qiskit_aer import AerSimulator
from qiskit_aer.noise import depolarizing_error

from workloads import NOISE, angle

PACKAGE = "qiskit-aer"
PRECISIONS = ["double", "single"]


class Peer:
    def __init__(self, precision, threads):
        self.options = dict(precision=precision, max_parallel_threads=threads, runtime_parameter_bind_enable=True)

    def runner(self, problem, read, method="statevector", noise=False):
        """A function that binds and runs the circuit that ends with `read(circuit)`, for one row or a table of features."""
        simulator = AerSimulator(method=method, **self.options)
        circuit, bound = QuantumCircuit(problem.qubits), []
        for gate in problem.gates:
            name, qubits, what = gate
            if what is None:
                getattr(circuit, name)(*qubits)
            else:
                bound.append((Parameter(f"t{len(bound)}"), gate))
                getattr(circuit, name)(bound[-1][0], *qubits)
            for q in qubits if noise else ():
                circuit.append(depolarizing_error(4 * NOISE / 3, 1), [q])
        read(circuit)
        compiled = transpile(circuit, simulator, optimization_level=0 if noise else 1)

        def run(weights, features=None, shots=1):
            numbers = {p: np.atleast_1d(angle(gate, weights, features)).tolist() for p, gate in bound}
            return simulator.run(compiled, parameter_binds=[numbers], shots=shots).result()

        return run

    def value(self, problem, **how):
        terms = [("".join(p for p, _ in product), [q for _, q in product], c) for c, product in problem.observable]
        operator = SparsePauliOp.from_sparse_list(terms, num_qubits=problem.qubits)
        run = self.runner(problem, lambda circuit: circuit.save_expectation_value(operator, range(problem.qubits)), **how)
        return lambda w: run(w).data(0)["expectation_value"]

    def kernel(self, problem):
        run = self.runner(problem, lambda circuit: circuit.save_statevector())

        def call(x):
            result = run(None, x)
            table = np.array([np.asarray(result.data(i)["statevector"]) for i in range(len(x))])
            return np.abs(table.conj() @ table.T) ** 2

        return call

    def samples(self, problem):
        run = self.runner(problem, lambda circuit: circuit.measure_all())

        def call(w):
            counts = run(w, shots=problem.shots).data(0)["counts"]
            return sum(count * (1 - 2 * (int(key, 16) & 1)) for key, count in counts.items()) / problem.shots

        return call

    def density(self, problem):
        return self.value(problem, method="density_matrix", noise=True)
