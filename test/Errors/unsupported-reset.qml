qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
circuit f() -> float[2] {
  qubit q
  reset(q)
  return probs(q)
}
# CHECK:error[E0303]: `reset` is not supported yet
# CHECK-NEXT:  --> {{.*}}unsupported-reset.qml:5:3
# CHECK-NEXT:   |
# CHECK-NEXT: 5 |   reset(q)
# CHECK-NEXT:   |   ^^^^^^^^
# CHECK-NOT:{{.+}}
