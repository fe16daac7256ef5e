qml 1.0
# RUN: qmlc run %s | FileCheck %s
# PSWAP is not the identity at angle 0, so its powers are no multiples of the angle.
circuit c(a: float) -> float {
  qubit[2] q
  X(q[0])
  pow(PSWAP, 2)(a, q)
  return probs(q)
}
# CHECK: [0.0, 0.0, 1.0, 0.0]
main { print(f"{c(0.3):.1f}") }
