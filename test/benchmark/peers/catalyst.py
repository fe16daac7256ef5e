# SPDX-License-Identifier: Apache-2.0
"""PennyLane programs compiled by Catalyst, which runs them on lightning.qubit."""

import catalyst
import jax
import jax.numpy as jnp
import numpy as np
import pennylane as qml

from peers.pennylane_circuits import apply, hamiltonian

PACKAGE = "pennylane-catalyst"
PRECISIONS = ["double"]


class Peer:
    def __init__(self, precision, threads):
        jax.config.update("jax_enable_x64", True)

    def circuit(self, problem):
        observable = hamiltonian(problem)

        @qml.qnode(qml.device("lightning.qubit", wires=problem.qubits), diff_method="adjoint")
        def circuit(w, x=None):
            apply(problem, w, x)
            return qml.expval(observable)

        return circuit

    def value(self, problem):
        circuit = self.circuit(problem)
        compiled = catalyst.qjit(lambda w: circuit(w))
        return lambda w: float(compiled(w))

    def gradient(self, problem):
        observable = hamiltonian(problem)

        # Not self.circuit: an argument that is left out stops Catalyst's differentiation.
        @qml.qnode(qml.device("lightning.qubit", wires=problem.qubits), diff_method="adjoint")
        def circuit(w):
            apply(problem, w)
            return qml.expval(observable)

        compiled = catalyst.qjit(lambda w: catalyst.value_and_grad(circuit, argnums=0)(w))

        def call(w):
            value, slope = compiled(w)
            return float(value), np.asarray(slope)

        return call

    def training(self, problem):
        circuit, rows = self.circuit(problem), problem.rows

        @catalyst.qjit
        def compiled(w, x, y):
            @catalyst.for_loop(0, rows, 1)
            def total(i, sums):
                value, slope = catalyst.value_and_grad(circuit, argnums=0)(w, x[i])
                error = value - y[i]
                return sums[0] + error * error / rows, sums[1] + 2 / rows * error * slope

            return total((jnp.float64(0), jnp.zeros(len(problem.weights))))

        def call(w, x, y):
            value, slope = compiled(w, x, y)
            return float(value), np.asarray(slope)

        return call

    def kernel(self, problem):
        @qml.qnode(qml.device("lightning.qubit", wires=problem.qubits))
        def state(x):
            apply(problem, None, x)
            return qml.state()

        compiled = catalyst.qjit(lambda x: catalyst.vmap(state)(x))

        def call(x):
            table = np.asarray(compiled(x))
            return np.abs(table.conj() @ table.T) ** 2

        return call

    def samples(self, problem):
        @qml.set_shots(problem.shots)
        @qml.qnode(qml.device("lightning.qubit", wires=problem.qubits))
        def sample(w):
            apply(problem, w)
            return qml.sample(wires=range(problem.qubits))

        compiled = catalyst.qjit(lambda w: sample(w))
        return lambda w: 1 - 2 * np.mean(np.asarray(compiled(w))[:, 0])
