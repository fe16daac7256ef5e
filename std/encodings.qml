qml 1.0
## Rotations about one axis: one feature per qubit.
gate AngleEmbedding[axis=X](x: float[n], q: qubit[n]) {
  for i in range(n) { if axis == X { RX(x[i], q[i]) } elif axis == Y { RY(x[i], q[i]) } else { RZ(x[i], q[i]) } }
}
## Basis state given by bits.
gate BasisEmbedding(b: bit[n], q: qubit[n]) { for i in range(n) { if b[i] { X(q[i]) } } }
## Diagonal IQP feature map: H, then RZ(x_i) and exp(-i x_i x_j Z Z / 2).
gate IQPEmbedding[reps=1](x: float[n], q: qubit[n]) {
  for _ in range(reps) {
    H(q)
    RZ(x, q)
    for i in range(n) { for j in range(i + 1, n) { IsingZZ(x[i]*x[j], q[i], q[j]) } }
  }
}
## First-order feature map without entanglement, as in Qiskit's z_feature_map.
gate ZFeatureMap[reps=2](x: float[n], q: qubit[n]) {
  for _ in range(reps) {
    H(q)
    PhaseShift(2*x, q)
  }
}
## Havlicek et al., Nature 567 (2019), as in Qiskit's zz_feature_map.
gate ZZFeatureMap[reps=2, entanglement="full"](x: float[n], q: qubit[n]) {
  for _ in range(reps) {
    H(q)
    PhaseShift(2*x, q)
    for i, j in pairs(n, entanglement) {
      within { CNOT(q[i], q[j]) } apply { PhaseShift(2*(pi - x[i])*(pi - x[j]), q[j]) }
    }
  }
}
