qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s
# What mentions a constant that takes long was not checked at all.
const W = [[sin(0.1*i*j) for j in range(200)] for i in range(200)]
circuit c(x: float) -> float {
  qubit[1] q
  RX(W[0][1]*x, q[0], q[0])
  return expval(Z(q[0]))
}
circuit d(x: float) -> float {
  qubit[1] q
  for i in range(100) { RX(W[i][1]*x, q[0]) }
  CNOT(q[0], q[0])
  return expval(Z(q[0]))
}
main { print(1) }
# CHECK: error[E0201]
# CHECK: long_constants_end_no_check.qml:7
# CHECK: error[E0201]
# CHECK: long_constants_end_no_check.qml:13
