qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
circuit f() -> float[4] {
  qubit[2] q
  ctrl(q[0]) { X(q[0]) }
  return probs(q)
}
# CHECK:error[E0201]: a qubit controls itself
# CHECK-NEXT:  --> {{.*}}qubit-controls-itself.qml:5:16
# CHECK-NEXT:   |
# CHECK-NEXT: 5 |   ctrl(q[0]) { X(q[0]) }
# CHECK-NEXT:   |                ^^^^^^^ this gate acts on its own control
# CHECK-NOT:{{.+}}
