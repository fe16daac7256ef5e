qml 1.0
# Circuits of other shapes than the workloads': written pair by pair, with controls, with all probabilities read. Timed by
# build/bin/benchmark-driver, as in `echo 20 | build/bin/benchmark-driver test/benchmark/circuits.qml su4 call n=16`.
gate SU4(w: float[15], a, b: qubit) {
  Rot(w[0:3], a)
  Rot(w[3:6], b)
  IsingZZ(w[6], a, b)
  IsingYY(w[7], a, b)
  IsingXX(w[8], a, b)
  Rot(w[9:12], a)
  Rot(w[12:15], b)
}

# Pairs of layer l are l % 4 + 1 apart, so that one layer's cross those of the next.
circuit su4[n](param w: float[n, n, 15] ~ uniform(0, 2*pi)) -> float {
  qubit[n] q
  for l in range(n) {
    let apart = l % 4 + 1
    for k in range(n) { if (k // apart) % 2 == 0 and k + apart < n { SU4(w[l, k], q[k], q[k + apart]) } }
  }
  return expval(sum(Z(q[i]) for i in range(n)))
}

# Convolutions on neighbours, then every other qubit is left, down to one.
circuit convolutions[n](param w: float[5, 15] ~ uniform(0, 2*pi)) -> float {
  qubit[n] q
  for l in range(5) {
    let step = 2**l
    let m = n // step
    for p in range(2) { for k in range(p, m - 1, 2) { SU4(w[l], q[step*(k + 1) - 1], q[step*(k + 2) - 1]) } }
  }
  return expval(Z(q[n - 1]))
}

circuit all_to_all[n](param w: float[n, n] ~ uniform(0, 2*pi)) -> float {
  qubit[n] q
  H(q)
  for i in range(n) { for j in range(i + 1, n) { CRY(w[i, j], q[i], q[j]) } }
  return expval(sum(Z(q[i]) for i in range(n)))
}

circuit all_outcomes[n](param w: float[2, n] ~ uniform(0, 2*pi)) -> float[2**n] {
  qubit[n] q
  for l in range(2) {
    RY(w[l], q)
    ring(CNOT, q)
  }
  return probs(q)
}
