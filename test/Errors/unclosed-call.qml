qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
circuit f(x: float[2]) -> float {
  qubit[2] q
  RX(x[0], q[0]
  RX(x[1], q[1])
  return expval(Z(q[0]))
}
# CHECK:error[E0001]: missing `)` to close the call opened here
# CHECK-NEXT:  --> {{.*}}unclosed-call.qml:5:16
# CHECK-NEXT:   |
# CHECK-NEXT: 5 |   RX(x[0], q[0]
# CHECK-NEXT:   |     - opened here
# CHECK-NEXT:   |                ^ insert `)`
# CHECK-NOT:{{.+}}
