qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
circuit f() -> float[2] {
  qubit q
  H[2](q)
  return probs(q)
}
# CHECK:error[E0313]: `H` takes nothing in brackets
# CHECK-NEXT:  --> {{.*}}gate-takes-no-sizes.qml:5:3
# CHECK-NEXT:   |
# CHECK-NEXT: 5 |   H[2](q)
# CHECK-NEXT:   |   ^^^^
# CHECK-NOT:{{.+}}
