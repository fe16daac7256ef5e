qml 1.0
## Nearest-neighbour ring; two qubits get one gate, not two that cancel.
gate ring(G: gate(qubit, qubit), q: qubit[n]) {
  if n == 2 { G(q[0], q[1]) } elif n > 2 { for i in range(n) { G(q[i], q[(i + 1) % n]) } }
}
## Schuld et al., Phys. Rev. A 101 (2020): rotations and a ring of CNOTs whose range grows with the layer.
gate StronglyEntanglingLayers[ranges=[]](w: float[L, n, 3], q: qubit[n]) {
  for l in range(L) {
    Rot(w[l], q)
    if n > 1 {
      let r = ranges[l] if len(ranges) > 0 else l % (n - 1) + 1
      for i in range(n) { CNOT(q[i], q[(i + r) % n]) }
    }
  }
}
## One rotation per qubit and a ring of CNOTs, per layer.
gate BasicEntanglerLayers[axis=X](w: float[L, n], q: qubit[n]) {
  for l in range(L) {
    AngleEmbedding[axis=axis](w[l], q)
    ring(CNOT, q)
  }
}
## Cerezo et al., Nature Communications 12 (2021): a first layer of RY, then blocks of CZ and RY on even and odd pairs.
gate SimplifiedTwoDesign(first: float[n], w: float[L, m, 2], q: qubit[n]) {
  RY(first, q)
  for l in range(L) {
    for k, i in enumerate(concat_ranges(n)) {
      CZ(q[i], q[i + 1])
      RY(w[l, k, 0], q[i])
      RY(w[l, k, 1], q[i + 1])
    }
  }
}
## Left neighbours of the pairs of a brick wall: even pairs, then odd ones.
func concat_ranges(n: int) -> int = [i for s in range(2) for i in range(s, n - 1, 2)]
## RY layers with CNOTs between, as in Qiskit's real_amplitudes; w has reps + 1 rows.
gate RealAmplitudes[entanglement="reverse_linear"](w: float[R, n], q: qubit[n]) {
  for r in range(R) {
    RY(w[r], q)
    if r < R - 1 { for i, j in pairs(n, entanglement) { CNOT(q[i], q[j]) } }
  }
}
## RY and RZ layers with CNOTs between, as in Qiskit's efficient_su2; w has reps + 1 rows of RY and RZ angles.
gate EfficientSU2[entanglement="reverse_linear"](w: float[R, 2, n], q: qubit[n]) {
  for r in range(R) {
    RY(w[r, 0], q)
    RZ(w[r, 1], q)
    if r < R - 1 { for i, j in pairs(n, entanglement) { CNOT(q[i], q[j]) } }
  }
}
