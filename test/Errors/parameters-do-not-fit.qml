qml 1.0
# RUN: not qmlc run --quiet %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
circuit f(param w: float[3] = 0.0) -> float {
  qubit[3] q
  RX(w, q)
  return expval(Z(q[0]))
}
main {
  load(f, "Inputs/two.params")
  print(f())
}
# CHECK:error[E0424]: `w` in Inputs/two.params is float[2], which does not fit `f`
# CHECK-NEXT:  --> {{.*}}parameters-do-not-fit.qml:9:3
# CHECK-NEXT:   |
# CHECK-NEXT: 3 | circuit f(param w: float[3] = 0.0) -> float {
# CHECK-NEXT:   |                 - declared here
# CHECK-NEXT: 9 |   load(f, "Inputs/two.params")
# CHECK-NEXT:   |   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^
# CHECK-NOT:{{.+}}
