qml 1.0
# RUN: qmlc run --quiet %s | FileCheck %s
# An observable that names its qubits evolves those, as one on numbered wires does those of the register.
circuit named(t: float) -> float[2] {
  qubit[3] q
  H(q)
  evolve(0.3*Z(q[0])@Z(q[2]) + 0.2*Z(q[2]), t)
  return expval(X(q[0]) + Y(q[0])@X(q[1])), expval(Y(q[2]))
}

circuit numbered(t: float) -> float[2] {
  qubit[3] q
  H(q)
  evolve(0.3*Z(0)@Z(1) + 0.2*Z(1), t, q[::2])
  return expval(X(q[0]) + Y(q[0])@X(q[1])), expval(Y(q[2]))
}

circuit rotated(t: float) -> float[2] {
  qubit[3] q
  H(q)
  RZZ(0.6*t, q[0], q[2])
  RZ(0.4*t, q[2])
  return expval(X(q[0]) + Y(q[0])@X(q[1])), expval(Y(q[2]))
}

main {
  let t = 0.7
  # CHECK: true true
  print(sum(abs(named(t) - numbered(t))) < 1e-14, sum(abs(named(t) - rotated(t))) < 1e-14)
}
