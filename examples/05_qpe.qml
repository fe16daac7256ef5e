qml 1.0
# QFT and phase estimation with ctrl / adjoint / pow
gate MyQFT(q: qubit[n]) {
  for i in range(n) {
    H(q[i])
    for j in range(i + 1, n) { ctrl(PhaseShift, q[j])(pi / 2**(j - i), q[i]) }
  }
  reverse(q)
}

circuit qpe[t](U: gate(qubit[m]), prep: gate(qubit[m])) -> float[2**t] {
  qubit[t] c
  qubit[m] s
  prep(s)
  H(c)
  for k in range(t) { ctrl(pow(U, 2**(t - 1 - k)), c[k])(s) }
  adjoint(MyQFT)(c)
  return probs(c)
}

main {
  let p = qpe[t=3](T, X)          # eigenphase of T on |1> is 1/8
  print(f"most likely phase {argmax(p)}/8, probability {max(p):.4f}")
  assert argmax(p) == 1, "phase of T"
}
