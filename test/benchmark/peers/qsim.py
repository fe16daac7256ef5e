# SPDX-License-Identifier: Apache-2.0
"""qsim through Cirq: fused gates, single precision, no adjoint gradients. Circuits are built anew for each call."""

import cirq
import numpy as np
import qsimcirq

from peers import parameter_shifts
from workloads import NOISE, angle, mean

PACKAGE = "qsimcirq"
PRECISIONS = ["single"]


def circuit(problem, weights=None, features=None, noise=False):
    qubits, gates = cirq.LineQubit.range(problem.qubits), []
    for gate in problem.gates:
        name, where, what = gate
        on = [qubits[q] for q in where]
        if name == "h":
            gates.append(cirq.H(*on))
        elif name == "cx":
            gates.append(cirq.CNOT(*on))
        else:
            t = angle(gate, weights, features)
            if name == "p":
                gates.append(cirq.ZPowGate(exponent=t / np.pi)(*on))
            elif name == "rzz":
                gates.append(cirq.ZZPowGate(exponent=t / np.pi, global_shift=-0.5)(*on))
            else:
                gates.append(getattr(cirq, name)(t)(*on))
        gates += [cirq.depolarize(NOISE)(qubit) for qubit in on if noise]
    return cirq.Circuit(gates), qubits


class Peer:
    def __init__(self, precision, threads):
        self.simulator = qsimcirq.QSimSimulator({"t": threads, "f": 3})

    def value(self, problem):
        qubits = cirq.LineQubit.range(problem.qubits)
        operator = sum(c * cirq.PauliString({qubits[q]: getattr(cirq, p) for p, q in product})
                       for c, product in problem.observable)
        return lambda w: self.simulator.simulate_expectation_values(circuit(problem, w)[0], [operator])[0].real

    def gradient(self, problem):
        def evaluated(problem):
            value = self.value(problem)
            return lambda rows: [value(row) for row in rows]

        return parameter_shifts.gradient(problem, evaluated)

    def kernel(self, problem):
        def call(x):
            table = np.array([self.simulator.simulate(circuit(problem, None, row)[0]).final_state_vector for row in x])
            return np.abs(table.conj() @ table.T) ** 2

        return call

    def samples(self, problem):
        return lambda w: float(np.mean(self.signs(problem, w, noise=False)[:, 0]))

    def trajectories(self, problem):
        return lambda w: mean(problem.observable, self.signs(problem, w, noise=True))

    def signs(self, problem, weights, noise):
        """1 for each 0 and -1 for each 1 that was measured: shots x qubits."""
        gates, qubits = circuit(problem, weights, noise=noise)
        gates.append(cirq.measure(*qubits, key="m"))
        return 1 - 2 * self.simulator.run(gates, repetitions=problem.shots).measurements["m"].astype(int)
