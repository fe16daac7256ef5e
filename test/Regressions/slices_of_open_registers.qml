qml 1.0
# RUN: qmlc run %s | FileCheck %s
gate half[k=2](q: qubit[n]) { H(q[:k]) }
circuit c(x: float[n]) -> float {
  qubit[n] q
  RX(x[0:2], q[0:2])
  MultiRZ(0.3, q[:n-1])
  let r = q[1:]
  H(r)
  half(q)
  for i in range(1, n) { CNOT(q[i - 1], q[i]) }
  return expval(Z(q[0]))
}
# CHECK: 0.0
main { print(f"{abs(c([0.1, 0.2, 0.3])):.1f}") }
