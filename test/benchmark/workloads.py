# SPDX-License-Identifier: Apache-2.0
"""The workloads: circuits in a neutral form that every peer translates, their numbers, and a slow NumPy reference.

A gate is (name, qubits, angle). An angle is None, ("w", k) for the k-th weight, ("x", k) for the k-th feature, or a function of
the features. rx ry rz rzz are exp(-i t/2 P), p is diag(1, e^it). An observable is a list of (coefficient, [("Z", 0), …]).
Qubit 0 is the most significant bit of an index.
"""

import dataclasses
import functools
import itertools
import json
import pathlib

import numpy as np

FOLDER = pathlib.Path(__file__).resolve().parent


@dataclasses.dataclass(frozen=True)
class Problem:
    """What is computed, and the .qml program and function that do it. `kind` is a method of the classes Peer in peers/."""

    workload: str
    kind: str
    program: str
    function: str
    qubits: int
    gates: list
    observable: list
    weights: np.ndarray
    constants: dict = dataclasses.field(default_factory=dict)
    features: np.ndarray | None = None
    labels: np.ndarray | None = None
    shots: int = 0

    @property
    def rows(self):
        return None if self.features is None else len(self.features)

    @property
    def table(self):
        """Name and numbers of the file that a program reads whose `main` does the work."""
        return ("points.csv", self.features) if self.kind == "kernel" else ("angles.csv", self.weights.reshape(-1, 2))


def ansatz(n, layers=4):
    gates, count = [], itertools.count()
    for _ in range(layers):
        for q in range(n):
            gates += [("ry", (q,), ("w", next(count))), ("rz", (q,), ("w", next(count)))]
        gates += [("cx", (q, (q + 1) % n), None) for q in range(n)]
    return gates


def classifier(n, layers=4):
    gates, count = [("rx", (q,), ("x", q)) for q in range(n)], itertools.count()
    for _ in range(layers):
        gates += [(axis, (q,), ("w", next(count))) for q in range(n) for axis in ("rz", "ry", "rz")]
        gates += [("cx", (q, (q + 1) % n), None) for q in range(n)]
    return gates


def feature_map(n, repetitions=2):
    gates = []
    for _ in range(repetitions):
        for q in range(n):
            gates += [("h", (q,), None), ("p", (q,), lambda x, q=q: 2 * x[..., q])]
        for i, j in itertools.combinations(range(n), 2):
            phase = ("p", (j,), lambda x, i=i, j=j: 2 * (np.pi - x[..., i]) * (np.pi - x[..., j]))
            gates += [("cx", (i, j), None), phase, ("cx", (i, j), None)]
    return gates


def maxcut(edges, layers=3):
    n = 1 + max(max(edge) for edge in edges)
    gates = [("h", (q,), None) for q in range(n)]
    for layer in range(layers):
        gates += [("rzz", edge, ("w", 2 * layer)) for edge in edges]
        gates += [("rx", (q,), ("w", 2 * layer + 1)) for q in range(n)]
    observable = [(0.5 * len(edges), [])] + [(-0.5, [("Z", a), ("Z", b)]) for a, b in edges]
    return gates, observable


def chain(n):
    return [(1.0, [("Z", 0)])] + [(1.0, [("Z", i), ("Z", i + 1)]) for i in range(n - 1)]


@functools.cache
def graph():
    return [tuple(edge) for edge in json.loads((FOLDER / "data/graph_20.json").read_text())]


@functools.cache
def lithium_hydride():
    terms = json.loads((FOLDER / "data/lih12.json").read_text())
    return [(coefficient, [(pauli, qubit) for pauli, qubit in product]) for coefficient, product in terms]


def lithium_hydride_program():
    """The ansatz with the terms of data/lih12.json written out."""
    terms = [f"{c!r} * " + ("@".join(f"{p}({q})" for p, q in product) or "I") for c, product in lithium_hydride()]
    return (FOLDER / "ansatz.qml").read_text().split("circuit energy")[0] + "observable H[12] = " + "\n  + ".join(terms) + """

circuit energy[L=4](param w: float[L, 12, 2] ~ uniform(0, 2*pi)) -> float {
  qubit[12] q
  Ansatz(w, q)
  return expval(H, q)
}
"""


def numWeights(gates):
    return 1 + max((angle[1] for _, _, angle in gates if isinstance(angle, tuple) and angle[0] == "w"), default=-1)


# Names for several workloads.
GROUPS = {"W3": ["W3_B256", "W3_B1024"], "W7": ["W7_density", "W7_trajectories"]}


def problem(name, n):
    """The problem that `name`, not of a group, stands for on `n` qubits."""
    def made(kind, program, function, gates, observable, scale=1.0, **more):
        weights = scale * np.random.default_rng(11).uniform(0, 2 * np.pi, numWeights(gates))
        return Problem(name, kind, program, function, n, gates, observable, weights, **more)

    size = {"n": n}
    if name in ("W1", "W9"):
        return made("value", "ansatz.qml", "energy", ansatz(n), chain(n), constants=size)
    if name == "W2":
        return made("gradient", "ansatz.qml", "energy", ansatz(n), chain(n), constants=size)
    if name.startswith("W3"):
        random, rows = np.random.default_rng(5), int(name.partition("_B")[2])
        features = random.uniform(-np.pi, np.pi, (rows, n))
        labels = np.where(random.uniform(size=rows) < 0.5, -1.0, 1.0)
        return made("training", "classifier.qml", "loss", classifier(n), [(1.0, [("Z", 0)])], features=features, labels=labels)
    if name == "W4":
        features = np.random.default_rng(3).uniform(0, 2 * np.pi, (200, n))
        return made("kernel", "kernel.qml", "main", feature_map(n), [], features=features)
    if name == "W5":
        return made("gradient", "maxcut.qml", "cut", *maxcut(graph()), scale=0.2)
    if name == "W6":
        return made("gradient", "lithium_hydride.qml", "energy", ansatz(n), lithium_hydride())
    if name == "W7_density":
        return made("density", "noise.qml", "main", ansatz(n, 2), chain(n))
    if name == "W7_trajectories":
        return made("trajectories", "noise.qml", "main", ansatz(n, 2), chain(n), shots=1000, constants={"trajectories": 1000})
    if name == "W8":
        return made("samples", "ansatz.qml", "readings", ansatz(n), [(1.0, [("Z", 0)])], constants=size, shots=100_000)
    raise ValueError(f"there is no workload {name}")


# Qubits of the rows that are measured, and of those that the tests check.
SIZES = {"W1": [4, 8, 12, 16, 20], "W2": [4, 8, 12, 16, 20], "W3_B256": [4, 8, 10], "W3_B1024": [4, 8, 10], "W4": [8],
         "W5": [20], "W6": [12], "W7_density": [10], "W7_trajectories": [16], "W8": [20], "W9": [4]}
ONE_SIZE = ["W5", "W6"]  # whatever --n says

CHECKED = {"W1": [5], "W2": [3, 4], "W3_B256": [3], "W4": [3], "W5": [20], "W6": [12], "W7_density": [3], "W7_trajectories": [4],
           "W8": [5]}


def angle(gate, weights=None, features=None):
    """The number (or, with a table of features, the numbers) that an angle stands for."""
    what = gate[2]
    if callable(what):
        return what(features)
    return weights[what[1]] if what[0] == "w" else features[..., what[1]]


def signs(outcomes, n):
    """1 for each 0 and -1 for each 1, shots x qubits, of outcomes whose lowest bit is qubit 0."""
    return 1 - 2 * (np.asarray(outcomes)[:, None] >> np.arange(n) & 1)


def mean(observable, signs):
    """The mean of an observable of Z alone over what was read."""
    return sum(c * np.mean(np.prod([signs[:, q] for _, q in product], axis=0)) for c, product in observable)


# ---- the reference: states of any number of rows, one axis per qubit after the first

PAULI = {"X": np.array([[0, 1], [1, 0]], complex), "Y": np.array([[0, -1j], [1j, 0]]), "Z": np.diag([1.0 + 0j, -1])}
FIXED = {"h": np.array([[1, 1], [1, -1]], complex) / np.sqrt(2), "cx": np.eye(4, dtype=complex)[[0, 1, 3, 2]]}


def matrix(name, t):
    t = np.asarray(t, float)[..., None, None]
    if name == "p":
        return np.diag([1, 0]) + np.exp(1j * t) * np.diag([0, 1])
    generator = np.kron(PAULI["Z"], PAULI["Z"]) if name == "rzz" else PAULI[name[1].upper()]
    return np.cos(t / 2) * np.eye(len(generator)) - 1j * np.sin(t / 2) * generator


def applied(states, matrices, qubits):
    """`matrices`: one, or one for each row."""
    k, n = len(qubits), states.ndim - 1
    front = np.moveaxis(states, [q + 1 for q in qubits], range(1, k + 1))
    result = matrices @ front.reshape(len(states), 2**k, -1)
    return np.moveaxis(result.reshape(front.shape), range(1, k + 1), [q + 1 for q in qubits])


def gateMatrix(gate, weights, features):
    return FIXED[gate[0]] if gate[2] is None else matrix(gate[0], angle(gate, weights, features))


def states(problem, weights=None, features=None):
    psi = np.zeros((1 if features is None else len(features),) + (2,) * problem.qubits, complex)
    psi[(slice(None),) + (0,) * problem.qubits] = 1
    for gate in problem.gates:
        psi = applied(psi, gateMatrix(gate, weights, features), gate[1])
    return psi


def measured(observable, psi):
    result = np.zeros_like(psi)
    for coefficient, product in observable:
        term = psi
        for pauli, qubit in product:
            term = applied(term, PAULI[pauli], (qubit,))
        result += coefficient * term
    return result


def inner(a, b):
    return np.einsum("ri,ri->r", a.reshape(len(a), -1).conj(), b.reshape(len(b), -1))


def valuesAndGradients(problem, weights, features=None):
    """The observable for each row, and its derivatives: rows x weights."""
    psi = states(problem, weights, features)
    bra = measured(problem.observable, psi)
    values, gradients = inner(psi, bra).real, np.zeros((len(psi), len(weights)))
    for gate in reversed(problem.gates):
        name, qubits, what = gate
        if isinstance(what, tuple) and what[0] == "w":
            turned = psi
            for qubit in qubits:
                turned = applied(turned, PAULI["Z" if name == "rzz" else name[1].upper()], (qubit,))
            gradients[:, what[1]] += 2 * (inner(bra, -0.5j * turned)).real
        inverse = np.swapaxes(gateMatrix(gate, weights, features), -1, -2).conj()
        psi, bra = applied(psi, inverse, qubits), applied(bra, inverse, qubits)
    return values, gradients


# After every gate one of X, Y and Z, together with this probability, hits each qubit that the gate touched.
NOISE = 0.01


def noisy(problem, weights):
    """The observable's mean under noise."""
    n = problem.qubits
    rho = np.zeros((1,) + (2,) * 2 * n, complex)  # row indices, then column indices
    rho[(0,) * (2 * n + 1)] = 1

    def conjugated(rho, matrix, qubits):
        return applied(applied(rho, matrix, qubits), matrix.conj(), [q + n for q in qubits])

    for gate in problem.gates:
        rho = conjugated(rho, gateMatrix(gate, weights, None), gate[1])
        for q in gate[1]:
            rho = (1 - NOISE) * rho + NOISE / 3 * sum(conjugated(rho, p, (q,)) for p in PAULI.values())
    read = measured(problem.observable, rho)
    return float(np.trace(read.reshape(2**n, 2**n)).real)


def compared(matrix):
    """What is compared of a kernel matrix, as value and gradient of other workloads: its sum and its first row."""
    return float(np.sum(matrix)), np.asarray(matrix[0], float).tolist()


def reference(problem):
    """(value, gradient) as every contestant must give them; None if that takes too long."""
    largest = {"W1": 20, "W2": 16, "W5": 20, "W7_density": 6, "W7_trajectories": 6, "W8": 20}
    if problem.qubits > largest.get(problem.workload, 12):
        return None
    if problem.kind == "kernel":
        table = states(problem, None, problem.features).reshape(problem.rows, -1)
        return compared(np.abs(table.conj() @ table.T) ** 2)
    if problem.kind == "training":
        values, gradients = valuesAndGradients(problem, problem.weights, problem.features)
        error = values - problem.labels
        return float(np.mean(error**2)), (2 / problem.rows * error @ gradients).tolist()
    if problem.kind in ("density", "trajectories"):
        return noisy(problem, problem.weights), []
    if problem.kind == "gradient":
        values, gradients = valuesAndGradients(problem, problem.weights)
        return float(values[0]), gradients[0].tolist()
    psi = states(problem, problem.weights)
    return float(inner(psi, measured(problem.observable, psi))[0].real), []
