qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
circuit f() -> float[4] {
  qubit[2] q
  RX(q[0], 1.0)
  return probs(q)
}
# CHECK:error[E0106]: `RX` takes its angles first and then its qubits
# CHECK-NEXT:  --> {{.*}}gate-argument-order.qml:5:12
# CHECK-NEXT:   |
# CHECK-NEXT: 5 |   RX(q[0], 1.0)
# CHECK-NEXT:   |            ^^^ this comes after a qubit
# CHECK-NEXT:   = help: for example `RX(0.1, q[0])`
# CHECK-NOT:{{.+}}
