# SPDX-License-Identifier: Apache-2.0
"""PennyLane with lightning.qubit and adjoint gradients."""

import numpy as np
import pennylane as qml
from pennylane import numpy as traced

from peers.pennylane_circuits import apply, hamiltonian

PACKAGE = "pennylane-lightning"
PRECISIONS = ["double", "single"]


class Peer:
    def __init__(self, precision, threads):
        self.dtype = np.complex128 if precision == "double" else np.complex64

    def device(self, problem):
        return qml.device("lightning.qubit", wires=problem.qubits, c_dtype=self.dtype)

    def value(self, problem):
        observable = hamiltonian(problem)

        @qml.qnode(self.device(problem), diff_method=None, interface=None)
        def call(w):
            apply(problem, w)
            return qml.expval(observable)

        return call

    def differentiable(self, problem):
        observable = hamiltonian(problem)

        @qml.qnode(self.device(problem), diff_method="adjoint", interface="autograd")
        def circuit(w, x=None):
            apply(problem, w, x)
            return qml.expval(observable)

        return circuit

    def gradient(self, problem):
        slope = qml.grad(self.differentiable(problem), argnums=0)

        def call(w):
            result = slope(traced.array(w, requires_grad=True))
            return slope.forward, result

        return call

    def training(self, problem):
        circuit = self.differentiable(problem)
        slope = qml.grad(lambda w, x, y: traced.mean((circuit(w, x) - y) ** 2), argnums=0)

        def call(w, x, y):
            fixed = (traced.array(numbers, requires_grad=False) for numbers in (x, y))
            result = slope(traced.array(w, requires_grad=True), *fixed)
            return slope.forward, result

        return call

    def kernel(self, problem):
        @qml.qnode(self.device(problem), diff_method=None, interface=None)
        def state(x):
            apply(problem, None, x)
            return qml.state()

        def call(x):
            table = np.array([state(row) for row in x])
            return np.abs(table.conj() @ table.T) ** 2

        return call

    def samples(self, problem):
        @qml.set_shots(problem.shots)
        @qml.qnode(self.device(problem), diff_method=None, interface=None)
        def sample(w):
            apply(problem, w)
            return qml.sample(wires=range(problem.qubits))

        return lambda w: 1 - 2 * np.mean(np.asarray(sample(w))[:, 0])
