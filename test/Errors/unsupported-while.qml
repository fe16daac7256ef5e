qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
circuit f() -> float[2] {
  qubit q
  while true { H(q) }
  return probs(q)
}
# CHECK:error[E0303]: `while` in a circuit is not supported yet
# CHECK-NEXT:  --> {{.*}}unsupported-while.qml:5:3
# CHECK-NEXT:   |
# CHECK-NEXT: 5 |   while true { H(q) }
# CHECK-NEXT:   |   ^^^^^^^^^^^^^^^^^^^
# CHECK-NOT:{{.+}}
