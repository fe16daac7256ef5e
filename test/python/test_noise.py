# Noisy circuits against Qiskit Aer's density matrices: random circuits, each with a random noise model of all channels.
import random
import re

import numpy as np
import pytest
from qiskit import QuantumCircuit
from qiskit_aer import AerSimulator
from qiskit_aer.noise import NoiseModel
from qiskit_aer.noise.errors import (amplitude_damping_error, coherent_unitary_error, depolarizing_error, kraus_error,
                                     pauli_error, phase_damping_error, thermal_relaxation_error)

# Our name: Qiskit's, number of qubits, number of angles.
GATES = {
    "H": ("h", 1, 0), "X": ("x", 1, 0), "Y": ("y", 1, 0), "Z": ("z", 1, 0), "S": ("s", 1, 0), "Sdg": ("sdg", 1, 0),
    "T": ("t", 1, 0), "SX": ("sx", 1, 0), "RX": ("rx", 1, 1), "RY": ("ry", 1, 1), "RZ": ("rz", 1, 1),
    "PhaseShift": ("p", 1, 1), "CNOT": ("cx", 2, 0), "CZ": ("cz", 2, 0), "SWAP": ("swap", 2, 0),
    "IsingZZ": ("rzz", 2, 1), "IsingXX": ("rxx", 2, 1), "ControlledPhaseShift": ("cp", 2, 1), "Toffoli": ("ccx", 3, 0),
}
SWAP = np.array([[1, 0, 0, 0], [0, 0, 1, 0], [0, 1, 0, 0], [0, 0, 0, 1]])


def kraus_operators(rng, qubits):
    """Blocks of the first columns of a random unitary."""
    dim, count = 2**qubits, rng.randint(1, 3)
    numbers = np.array([complex(rng.gauss(0, 1), rng.gauss(0, 1)) for _ in range(count * dim * dim)])
    columns, _ = np.linalg.qr(numbers.reshape(count * dim, dim))
    return [columns[i * dim:(i + 1) * dim] for i in range(count)]


def channel(rng, qubits):
    """A random channel for gates on `qubits` qubits: our text, Aer's error, on how many qubits it acts."""
    p, q, r = (rng.random() / 3 for _ in range(3))
    kind = rng.choice(["depolarizing", "amplitude", "phase", "bit_flip", "phase_flip", "pauli", "thermal", "kraus"]
                      + (["depolarizing2", "kraus2"] if qubits == 2 else []))
    if kind == "depolarizing":
        return f"depolarizing({p!r})", depolarizing_error(4 * p / 3, 1), 1
    if kind == "depolarizing2":
        return f"depolarizing({p!r}, qubits=2)", depolarizing_error(16 * p / 15, 2), 2
    if kind == "amplitude":
        return f"amplitude_damping({p!r})", amplitude_damping_error(p), 1
    if kind == "phase":
        return f"phase_damping(gamma={p!r})", phase_damping_error(p), 1
    if kind == "bit_flip":
        return f"bit_flip({p!r})", pauli_error([("X", p), ("I", 1 - p)]), 1
    if kind == "phase_flip":
        return f"phase_flip({p!r})", pauli_error([("Z", p), ("I", 1 - p)]), 1
    if kind == "pauli":
        return f"pauli({p!r}, {q!r}, {r!r})", pauli_error([("X", p), ("Y", q), ("Z", r), ("I", 1 - p - q - r)]), 1
    if kind == "thermal":
        t1, time = 50 + 100 * p, 10 + 100 * q
        t2 = t1 * (0.2 + 5.4 * r)
        return f"thermal(T1={t1!r}us, T2={t2!r}us, time={time!r}us)", thermal_relaxation_error(t1, t2, time), 1
    width = 2 if kind == "kraus2" else 1
    operators = kraus_operators(rng, width)
    rows = [[[[float(x.real), float(x.imag)] for x in row] for row in operator] for operator in operators]
    if width == 2:  # Qiskit's first qubit is the least significant
        operators = [SWAP @ operator @ SWAP for operator in operators]
    return f"kraus({', '.join(map(repr, rows))})", kraus_error(operators), width


def on_all(error, width, qubits):
    """The error on each of `qubits` qubits, if it is one of a single qubit."""
    result = error
    for _ in range(qubits - 1 if width == 1 else 0):
        result = result.tensor(error)
    return result


class Case:
    """A random circuit of `number` with its noise model, in both languages."""

    def __init__(self, number):
        rng = random.Random(number)
        self.number, self.qubits = number, rng.randint(3, 5)
        self.model, rules = NoiseModel(), []
        for name in rng.sample(sorted(GATES), 9):
            qiskit, qubits, _ = GATES[name]
            text, error, width = channel(rng, qubits)
            error = on_all(error, width, qubits)
            if rng.random() < 0.3:  # several in a row
                second, further, width = channel(rng, qubits)
                text, error = f"[{text}, {second}]", error.compose(on_all(further, width, qubits))
            self.model.add_all_qubit_quantum_error(error, [qiskit])
            rules.append(f"{name}: {text}")
        if "rx" not in self.model.noise_instructions:
            angle = rng.random()
            matrix = [[np.cos(angle / 2), -1j * np.sin(angle / 2)], [-1j * np.sin(angle / 2), np.cos(angle / 2)]]
            self.model.add_all_qubit_quantum_error(coherent_unitary_error(np.array(matrix)), ["rx"])
            rules.append(f"RX: coherent({angle!r})")
        idle_text, idle, _ = channel(rng, 1)
        self.readout = rng.random() / 4, rng.random() / 4
        rules += [f"idle: {idle_text}", f"measure: readout(p01={self.readout[0]!r}, p10={self.readout[1]!r})"]
        lines, self.circuit = [], QuantumCircuit(self.qubits)
        place = lambda qubits: [self.qubits - 1 - q for q in qubits]
        for _ in range(25):
            if rng.random() < 0.1:
                on = rng.sample(range(self.qubits), rng.randint(1, self.qubits))
                lines.append(f"barrier({', '.join(f'q[{q}]' for q in on)})")
                self.circuit.barrier(place(on))
                for q in place(on):
                    self.circuit.append(idle, [q])
                continue
            name = rng.choice(sorted(GATES))
            qiskit, qubits, angles = GATES[name]
            on, values = rng.sample(range(self.qubits), qubits), [rng.uniform(-4, 4) for _ in range(angles)]
            lines.append(f"{name}({', '.join([repr(v) for v in values] + [f'q[{q}]' for q in on])})")
            getattr(self.circuit, qiskit)(*values, *place(on))
        self.circuit.save_density_matrix()
        self.paulis = ["".join(rng.choice("IXYZ") for _ in range(self.qubits)) for _ in range(3)]
        observables = [" @ ".join(f"{p}(q[{i}])" for i, p in enumerate(string) if p != "I") or "I(q[0])" for string in self.paulis]
        newline = "\n  "
        self.text = f"""
noise n{number} {{
  {newline.join(rules)}
}}
circuit c{number}() -> (float[{2**self.qubits}], float[3]) {{
  qubit[{self.qubits}] q
  {newline.join(lines)}
  return probs(q), expval([{", ".join(observables)}])
}}
"""

    def expected(self):
        """Aer's numbers, read with our readout errors."""
        simulator = AerSimulator(method="density_matrix", noise_model=self.model)
        rho = np.asarray(simulator.run(self.circuit).result().data()["density_matrix"])
        p01, p10 = self.readout
        confusion, paulis = np.array([[1 - p01, p10], [p01, 1 - p10]]), {
            "I": np.eye(2), "X": np.array([[0, 1], [1, 0]]), "Y": np.array([[0, -1j], [1j, 0]]), "Z": np.diag([1, -1])}
        whole = np.eye(1)
        for _ in range(self.qubits):
            whole = np.kron(whole, confusion)
        numbers = list(whole @ np.diag(rho).real)
        for string in self.paulis:
            observable = np.eye(1)
            for pauli in string:
                read = np.eye(2) if pauli == "I" else (1 - p01 - p10) * paulis[pauli] + (p10 - p01) * np.eye(2)
                observable = np.kron(observable, read)
            numbers.append(np.trace(observable @ rho).real)
        return np.array(numbers)


@pytest.mark.parametrize("first", range(0, 100, 10))
def test_density_matrices(qmlc, tmp_path, first):
    cases = [Case(number) for number in range(first, first + 10)]
    calls = "\n".join(f'  let r{c.number} = c{c.number}(noise=n{c.number})\n'
                      f'  print(f"{{r{c.number}[0]:.17e}} {{r{c.number}[1]:.17e}}")' for c in cases)
    program = tmp_path / "noisy.qml"
    program.write_text("qml 1.0\n" + "".join(c.text for c in cases) + f"main {{\n{calls}\n}}\n")
    for case, line in zip(cases, qmlc("run", program).splitlines(), strict=True):
        found = np.array([float(number) for number in re.findall(r"[-+.e\d]+", line)])
        np.testing.assert_allclose(found, case.expected(), rtol=0, atol=1e-9, err_msg=f"circuit {case.number}")


def test_trajectories(qmlc, tmp_path):
    """The mean over trajectories, within five standard errors of Aer's numbers."""
    cases = [Case(number) for number in range(200, 205)]
    calls = "\n".join(f'  let r{c.number} = c{c.number}(noise=n{c.number}, trajectories=10000)\n'
                      f'  print(f"{{r{c.number}[0]:.17e}} {{r{c.number}[1]:.17e}}")' for c in cases)
    program = tmp_path / "noisy.qml"
    program.write_text("qml 1.0\n" + "".join(c.text for c in cases) + f"main {{\n{calls}\n}}\n")
    for case, line in zip(cases, qmlc("run", program).splitlines(), strict=True):
        found = np.array([float(number) for number in re.findall(r"[-+.e\d]+", line)])
        np.testing.assert_allclose(found, case.expected(), rtol=0, atol=0.05, err_msg=f"circuit {case.number}")
