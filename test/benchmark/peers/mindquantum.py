# SPDX-License-Identifier: Apache-2.0
"""MindQuantum's state-vector simulator: adjoint gradients, batches of encoder data."""

import itertools

import mindquantum as mq
import numpy as np
from mindquantum.core.circuit import Circuit
from mindquantum.core.gates import RX, RY, RZ, DepolarizingChannel, H, Measure, PhaseShift, Rzz, X
from mindquantum.core.operators import Hamiltonian, QubitOperator
from mindquantum.simulator import Simulator

from workloads import NOISE, angle, mean

PACKAGE = "mindquantum"
PRECISIONS = ["double", "single"]
ROTATIONS = {"rx": RX, "ry": RY, "rz": RZ, "p": PhaseShift, "rzz": Rzz}


def circuit(gates, noise=False):
    """The circuit and, in the order of its parameters, the indices that they stand for."""
    result = Circuit()
    for name, qubits, what in gates:
        if name == "h":
            result += H.on(qubits[0])
        elif name == "cx":
            result += X.on(qubits[1], qubits[0])
        else:
            result += ROTATIONS[name](f"{what[0]}{what[1]}").on(list(qubits))
        for q in qubits if noise else ():
            result += DepolarizingChannel(4 * NOISE / 3).on(q)  # a quarter of which is the identity
    return result, [int(name[1:]) for name in result.params_name]


class Peer:
    def __init__(self, precision, threads):
        self.dtype, self.threads = (mq.complex128 if precision == "double" else mq.complex64), threads

    def simulator(self, problem):
        return Simulator("mqvector", problem.qubits, dtype=self.dtype)

    def hamiltonian(self, problem):
        operator = QubitOperator()
        for coefficient, product in problem.observable:
            operator += QubitOperator(" ".join(f"{pauli}{qubit}" for pauli, qubit in product), float(coefficient))
        return Hamiltonian(operator).astype(self.dtype)

    def value(self, problem):
        simulator, hamiltonian = self.simulator(problem), self.hamiltonian(problem)
        gates, order = circuit(problem.gates)

        def call(w):
            simulator.reset()
            simulator.apply_circuit(gates, w[order])
            return simulator.get_expectation(hamiltonian).real

        return call

    def gradient(self, problem):
        gates, order = circuit(problem.gates)
        evaluate = self.simulator(problem).get_expectation_with_grad(self.hamiltonian(problem), gates)

        def call(w):
            value, slopes = evaluate(w[order])
            result = np.zeros(len(w))
            result[order] = slopes[0, 0].real
            return value[0, 0].real, result

        return call

    def training(self, problem):
        encodes = [gate[2] is not None and gate[2][0] == "x" for gate in problem.gates]
        encoder, columns = circuit(itertools.compress(problem.gates, encodes))
        layers, order = circuit(itertools.compress(problem.gates, [not encode for encode in encodes]))
        encoder.no_grad()
        evaluate = self.simulator(problem).get_expectation_with_grad(
            self.hamiltonian(problem), encoder.as_encoder() + layers.as_ansatz(), parallel_worker=self.threads)

        def call(w, x, y):
            values, _, slopes = evaluate(x[:, columns], w[order])
            error = values[:, 0].real - y
            result = np.zeros(len(w))
            result[order] = 2 / len(x) * error @ slopes[:, 0, :].real
            return np.mean(error**2), result

        return call

    def kernel(self, problem):
        simulator = self.simulator(problem)
        turns = [gate for gate in problem.gates if gate[2] is not None]
        numbers = itertools.count()
        gates, order = circuit([(n, q, what if what is None else ("x", next(numbers))) for n, q, what in problem.gates])

        def call(x):
            angles = np.stack([angle(gate, None, x) for gate in turns], 1)[:, order]
            table = np.empty((len(x), 2**problem.qubits), complex)
            for row, numbers in zip(table, angles):
                simulator.reset()
                simulator.apply_circuit(gates, numbers)
                row[:] = simulator.get_qs()
            return np.abs(table.conj() @ table.T) ** 2

        return call

    def reader(self, problem):
        """A function that samples a circuit on the simulator's state, from new random numbers each time: shots x qubits."""
        names, seeds = [f"q{q}" for q in range(problem.qubits)], itertools.count(1)

        def read(simulator, circuit, numbers=None):
            result = simulator.sampling(circuit, numbers, shots=problem.shots, seed=next(seeds))
            keys = list(map(str, result.keys))
            return 1 - 2 * np.asarray(result.samples)[:, [keys.index(name) for name in names]].astype(int)

        return sum((Circuit(Measure(name).on(q)) for q, name in enumerate(names)), Circuit()), read

    def samples(self, problem):
        simulator, (readings, read) = self.simulator(problem), self.reader(problem)
        gates, order = circuit(problem.gates)

        def call(w):
            simulator.reset()
            simulator.apply_circuit(gates, w[order])
            return np.mean(read(simulator, readings)[:, 0])

        return call

    def trajectories(self, problem):
        simulator, (readings, read) = self.simulator(problem), self.reader(problem)
        gates, order = circuit(problem.gates, noise=True)
        gates, names = gates + readings, gates.params_name

        def call(w):
            simulator.reset()
            return mean(problem.observable, read(simulator, gates, dict(zip(names, w[order]))))

        return call
