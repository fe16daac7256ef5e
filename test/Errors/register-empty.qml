qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
circuit f() -> float[4] {
  qubit[0] q
  return probs(q)
}
# CHECK:error[E0210]: a register needs at least one qubit, `q` has 0
# CHECK-NEXT:  --> {{.*}}register-empty.qml:4:12
# CHECK-NEXT:   |
# CHECK-NEXT: 4 |   qubit[0] q
# CHECK-NEXT:   |            ^
# CHECK-NOT:{{.+}}
