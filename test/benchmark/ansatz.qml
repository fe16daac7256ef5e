qml 1.0
# Hardware-efficient ansatz: RY and RZ on each qubit and a ring of CNOTs, per layer. W1 is its value, W2 value and gradient,
# W8 samples of it, W9 the cost of one small call.
gate Ansatz(w: float[L, n, 2], q: qubit[n]) {
  for l in range(L) {
    for i in range(n) {
      RY(w[l, i, 0], q[i])
      RZ(w[l, i, 1], q[i])
    }
    ring(CNOT, q)
  }
}

circuit energy[n, L=4](param w: float[L, n, 2] ~ uniform(0, 2*pi)) -> float {
  qubit[n] q
  Ansatz(w, q)
  return expval(Z(q[0]) + sum(Z(q[i])@Z(q[i + 1]) for i in range(n - 1)))
}

circuit readings[n, L=4](param w: float[L, n, 2] ~ uniform(0, 2*pi)) -> float[n] {
  qubit[n] q
  Ansatz(w, q)
  return expval(Z(q))
}
