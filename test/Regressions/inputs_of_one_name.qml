# In OpenQASM 3 `x[1]` and `x_1` were one input.
# RUN: qmlc build %s --entry c | FileCheck %s
# CHECK: input float[64] x_1;
# CHECK-NEXT: input float[64] x_1_;
# CHECK-NEXT: qubit[1] q;
# CHECK-NEXT: rx(x_1) q[0];
# CHECK-NEXT: ry(x_1_) q[0];
qml 1.0
circuit c(x: float[2], x_1: float) -> float {
  qubit q
  RX(x[1], q)
  RY(x_1, q)
  return expval(Z(q))
}
