qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
circuit f() -> float[4] {
  qubit[2] q
  ctrl(q[0] == 5) { X(q[1]) }
  return probs(q)
}
# CHECK:error[E0206]: 5 does not fit into 1 qubit
# CHECK-NEXT:  --> {{.*}}control-value.qml:5:8
# CHECK-NEXT:   |
# CHECK-NEXT: 5 |   ctrl(q[0] == 5) { X(q[1]) }
# CHECK-NEXT:   |        ^^^^^^^^^
# CHECK-NOT:{{.+}}
