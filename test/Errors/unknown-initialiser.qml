qml 1.0
# RUN: not qmlc run --quiet %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
circuit f(param w: float[2] ~ unifrom(0, 1)) -> float[4] {
  qubit[2] q
  RX(w, q)
  return probs(q)
}
main { print(f()) }
# CHECK:error[E0315]: `unifrom` is not an initialiser
# CHECK-NEXT:  --> {{.*}}unknown-initialiser.qml:3:31
# CHECK-NEXT:   |
# CHECK-NEXT: 3 | circuit f(param w: float[2] ~ unifrom(0, 1)) -> float[4] {
# CHECK-NEXT:   |                               ^^^^^^^^^^^^^
# CHECK-NEXT:   = help: known are uniform, normal, zeros, const, glorot and small_angle
# CHECK-NOT:{{.+}}
