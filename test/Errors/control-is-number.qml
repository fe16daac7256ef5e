qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
circuit f() -> float[4] {
  qubit[2] q
  ctrl(1) { X(q[0]) }
  return probs(q)
}
# CHECK:error[E0206]: a control is a qubit, this is int
# CHECK-NEXT:  --> {{.*}}control-is-number.qml:5:8
# CHECK-NEXT:   |
# CHECK-NEXT: 5 |   ctrl(1) { X(q[0]) }
# CHECK-NEXT:   |        ^
# CHECK-NEXT:   = help: write ctrl(q) or ctrl(q == 5)
# CHECK-NOT:{{.+}}
