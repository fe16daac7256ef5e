# A value used twice is written twice in a formula: after forty steps more characters than there is memory for.
# RUN: not qmlc build %s --entry grown 2>&1 | FileCheck %s --check-prefix=GROWN
# RUN: qmlc build %s --entry grown --bind --input a=-0.5 --emit=openqasm2 | FileCheck %s --check-prefix=BOUND
# RUN: qmlc build %s --entry short | FileCheck %s --check-prefix=SHORT
# GROWN: error[E0804]: an angle of this circuit is a formula of more than 10000 characters
# GROWN-NEXT: help: write numbers: --bind with --input
# BOUND: rx(-0.0{{[0-9]+}}) q[0];
# SHORT: rx((sin((a * b)) - a)) q[0];
# SHORT-NEXT: ry((sin((-a)) / b)) q[0];
qml 1.0
circuit grown(a: float) -> float {
  qubit q
  var y = a
  for i in range(40) { y = y*y + y }
  RX(y, q)
  return expval(Z(q))
}
circuit short(a: float, b: float) -> float {
  qubit q
  RX(sin(a * b) - a, q)
  RY(sin(-a) / b, q)
  return expval(Z(q))
}
