qml 1.0
# RUN: qmlc run %s | FileCheck %s
circuit c(x: float) {
  qubit[3] q
  RY(x, q)
  return expval(Z(q[0])), counts(q[1])
}
# Without shots, only what needs shots is sampled.
# CHECK: 0.9210609940
main { print(c(0.4)[0]) }
