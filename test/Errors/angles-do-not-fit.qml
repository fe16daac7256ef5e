qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
circuit model(x: float[3]) -> float {
  qubit[4] q
  RX(x, q)
  return expval(Z(q[0]))
}
# CHECK:error[E0107]: the angles of `RX` don't fit its 4 qubits
# CHECK-NEXT:  --> {{.*}}angles-do-not-fit.qml:5:6
# CHECK-NEXT:   |
# CHECK-NEXT: 5 |   RX(x, q)
# CHECK-NEXT:   |      ^ this is float[3]
# CHECK-NEXT:   = help: one number for all qubits, or one per qubit
# CHECK-NOT:{{.+}}
