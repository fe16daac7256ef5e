# SPDX-License-Identifier: Apache-2.0
"""qsim through Cirq: fused gates, single precision, no gradients. Circuits are built anew for each call."""

import cirq
import numpy as np
import qsimcirq

from workloads import angle

PACKAGE = "qsimcirq"
PRECISIONS = ["single"]


def circuit(problem, weights=None, features=None):
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
    return cirq.Circuit(gates), qubits


class Peer:
    def __init__(self, precision, threads):
        self.simulator = qsimcirq.QSimSimulator({"t": threads, "f": 3})

    def value(self, problem):
        qubits = cirq.LineQubit.range(problem.qubits)
        operator = sum(c * cirq.PauliString({qubits[q]: getattr(cirq, p) for p, q in product})
                       for c, product in problem.observable)
        return lambda w: self.simulator.simulate_expectation_values(circuit(problem, w)[0], [operator])[0].real

    def kernel(self, problem):
        def call(x):
            table = np.array([self.simulator.simulate(circuit(problem, None, row)[0]).final_state_vector for row in x])
            return np.abs(table.conj() @ table.T) ** 2

        return call

    def samples(self, problem):
        def call(w):
            gates, qubits = circuit(problem, w)
            gates.append(cirq.measure(*qubits, key="m"))
            outcomes = self.simulator.run(gates, repetitions=problem.shots).measurements["m"]
            return 1 - 2 * float(np.mean(outcomes[:, 0]))

        return call
