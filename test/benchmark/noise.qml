qml 1.0
# W7: the ansatz of two layers with a depolarizing channel on every qubit that a gate touched.
noise depolarized {
  RY, RZ, CNOT: depolarizing(0.01)
}

@noise(depolarized)
circuit energy[n, L=2](param w: float[L, n, 2] ~ uniform(0, 2*pi)) -> float {
  qubit[n] q
  for l in range(L) {
    for i in range(n) {
      RY(w[l, i, 0], q[i])
      RZ(w[l, i, 1], q[i])
    }
    ring(CNOT, q)
  }
  return expval(Z(q[0]) + sum(Z(q[i])@Z(q[i + 1]) for i in range(n - 1)))
}
