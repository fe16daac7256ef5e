qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
circuit f() -> float[4] {
  qubit[2] q
  H(q[2])
  return probs(q)
}
# CHECK:error[E0112]: index 2 is outside of qubit[2]
# CHECK-NEXT:  --> {{.*}}qubit-index.qml:5:5
# CHECK-NEXT:   |
# CHECK-NEXT: 5 |   H(q[2])
# CHECK-NEXT:   |     ^^^^
# CHECK-NEXT:   = help: valid are 0 to 1, and -1 for the last
# CHECK-NOT:{{.+}}
