qml 1.0
# RUN: qmlc run --quiet %s | FileCheck %s
# A Hamiltonian from a file is the one that is written out: as an observable, as a constant, in sums and on a larger register.
observable written = 0.5 * Z(0)@X(2) - I + 0.25 * Y(1)
observable factors[3] = pauli_json("Inputs/pauli.json", key="factors")
observable words = pauli_json("Inputs/pauli.json", "words")
const object = pauli_json("Inputs/pauli.json", key="object")
observable difference(scale: float) = scale * (words - factors)

gate Prepare(w: float[n], q: qubit[n]) {
  RX(w, q)
  ring(CNOT, q)
  RY(w, q)
}

circuit energies(w: float[n]) -> float[5] {
  qubit[n] q
  Prepare(w, q)
  return expval([written, factors, words, object, difference(3.0)], q)
}

circuit evolved(w: float[n]) -> float {
  qubit[n] q
  Prepare(w, q)
  evolve(0.3 * factors - 0.3 * written, 1.0, q)
  return expval(written, q)
}

main {
  let e = energies([0.3, 0.7, 1.1, 0.2])
  # CHECK: -0.6194 true true
  print(f"{e[0]:.4f}", max(abs(e[0:4] - e[0])) < 1e-14, abs(e[4]) < 1e-14)
  # CHECK-NEXT: true
  print(abs(evolved([0.3, 0.7, 1.1]) - energies([0.3, 0.7, 1.1])[0]) < 1e-14)
  # CHECK-NEXT: true
  print(energies([0.0, 0.0, 0.0])[1] == -1)
}
