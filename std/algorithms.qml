qml 1.0
## Quantum Fourier transform; q[0] is the most significant bit.
gate QFT(q: qubit[n]) {
  for i in range(n) {
    H(q[i])
    for j in range(i + 1, n) { ctrl(PhaseShift, q[j])(pi / 2**(j - i), q[i]) }
  }
  reverse(q)
}
## Phase estimation of U on the register s into the counting register c.
gate QPE(U: gate(qubit[m]), c: qubit[t], s: qubit[m]) {
  H(c)
  for k in range(t) { ctrl(pow(U, 2**(t - 1 - k)), c[k])(s) }
  adjoint(QFT)(c)
}
## Reflection about the uniform superposition.
gate GroverOperator(q: qubit[n]) { within { H(q); X(q) } apply { ctrl(Z, q[:-1])(q[-1]) } }
