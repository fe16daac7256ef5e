qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
circuit f() -> float[4] {
  qubit[2] q
  return probs(q[0], q[0])
}
# CHECK:error[E0201]: a qubit is read twice
# CHECK-NEXT:  --> {{.*}}qubit-read-twice.qml:5:10
# CHECK-NEXT:   |
# CHECK-NEXT: 5 |   return probs(q[0], q[0])
# CHECK-NEXT:   |          ^^^^^^^^^^^^^^^^^
# CHECK-NOT:{{.+}}
