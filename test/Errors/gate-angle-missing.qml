qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
circuit f() -> float[4] {
  qubit[2] q
  RX(q[0])
  return probs(q)
}
# CHECK:error[E0106]: `RX` takes 1 angle, found 0
# CHECK-NEXT:  --> {{.*}}gate-angle-missing.qml:5:3
# CHECK-NEXT:   |
# CHECK-NEXT: 5 |   RX(q[0])
# CHECK-NEXT:   |   ^^^^^^^^
# CHECK-NEXT:   = help: for example `RX(0.1, q[0])`
# CHECK-NOT:{{.+}}
