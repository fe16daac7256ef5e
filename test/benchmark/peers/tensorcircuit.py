# SPDX-License-Identifier: Apache-2.0
"""TensorCircuit on JAX: state vectors under jit, vmap over a batch, reverse mode. XLA compiles for up to minutes."""

import itertools

import jax
import jax.numpy as jnp
import numpy as np
import tensorcircuit as tc

from workloads import NOISE, angle

PACKAGE = "tensorcircuit-ng"
PRECISIONS = ["double", "single"]
LARGEST = {"W1": 20, "W2": 16, "W5": 0}
tc.set_backend("jax")


def circuit(problem, weights=None, features=None, noise=False):
    result = (tc.DMCircuit if noise else tc.Circuit)(problem.qubits)
    for gate in problem.gates:
        name, qubits, what = gate
        if name == "h":
            result.h(qubits[0])
        elif name == "cx":
            result.cnot(*qubits)
        else:
            method = "phase" if name == "p" else name
            getattr(result, method)(*qubits, theta=angle(gate, weights, features))
        for q in qubits if noise else ():
            result.depolarizing(q, px=NOISE / 3, py=NOISE / 3, pz=NOISE / 3)
    return result


class Peer:
    def __init__(self, precision, threads):
        tc.set_dtype("complex128" if precision == "double" else "complex64")
        self.real = jnp.float64 if precision == "double" else jnp.float32

    def diagonal(self, problem):
        """What the outcomes count in an observable of Z alone: its mean is then a sum of probabilities."""
        n = problem.qubits
        total = np.zeros((2,) * n)
        for coefficient, product in problem.observable:
            signs = np.full((1,) * n, coefficient)
            for _, qubit in product:
                signs = signs * np.array([1.0, -1.0]).reshape([2 if i == qubit else 1 for i in range(n)])
            total += signs
        return jnp.asarray(total.ravel(), self.real)

    def expectation(self, problem):
        n = problem.qubits
        if all(pauli == "Z" for _, product in problem.observable for pauli, _ in product):
            diagonal = self.diagonal(problem)
            return lambda w, x=None: jnp.sum(diagonal * jnp.abs(circuit(problem, w, x).state()) ** 2)
        codes = np.zeros((len(problem.observable), n), int)
        for row, (_, product) in zip(codes, problem.observable):
            for pauli, qubit in product:
                row[qubit] = "IXYZ".index(pauli)
        sparse = tc.quantum.PauliStringSum2COO(codes.tolist(), [c for c, _ in problem.observable], numpy=False)
        measure = tc.templates.measurements.operator_expectation
        return lambda w, x=None: jnp.real(measure(circuit(problem, w, x), sparse))

    def value(self, problem):
        compiled = jax.jit(self.expectation(problem))
        return lambda w: float(compiled(jnp.asarray(w, self.real)))

    def called(self, function):
        """`function` gives value and gradient of what it is given as JAX arrays."""
        compiled = jax.jit(jax.value_and_grad(function))

        def call(*numbers):
            value, slope = compiled(*(jnp.asarray(n, self.real) for n in numbers))
            return float(value), np.asarray(slope)

        return call

    def gradient(self, problem):
        return self.called(self.expectation(problem))

    def training(self, problem):
        model = jax.vmap(self.expectation(problem), in_axes=(None, 0))
        return self.called(lambda w, x, y: jnp.mean((model(w, x) - y) ** 2))

    def kernel(self, problem):
        @jax.jit
        def matrix(x):
            table = jax.vmap(lambda row: circuit(problem, None, row).state())(x)
            return jnp.abs(table.conj() @ table.T) ** 2

        return lambda x: np.asarray(matrix(jnp.asarray(x, self.real)))

    def samples(self, problem):
        keys = itertools.count(1)

        @jax.jit
        def draw(w, key):
            sums = jnp.cumsum(jnp.abs(circuit(problem, w).state()) ** 2)
            drawn = jax.random.uniform(key, (problem.shots,), self.real) * sums[-1]
            outcomes = jnp.searchsorted(sums, drawn)
            return jnp.mean(1.0 - 2 * ((outcomes >> (problem.qubits - 1)) & 1))

        return lambda w: float(draw(jnp.asarray(w, self.real), jax.random.PRNGKey(next(keys))))

    def density(self, problem):
        diagonal = self.diagonal(problem)

        @jax.jit
        def compiled(w):
            return jnp.sum(diagonal * jnp.real(jnp.diagonal(circuit(problem, w, noise=True).densitymatrix())))

        return lambda w: float(compiled(jnp.asarray(w, self.real)))
