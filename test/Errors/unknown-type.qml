qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
circuit f(x: flaot[2]) -> float[4] {
  qubit[2] q
  return probs(q)
}
# CHECK:error[E0101]: `flaot` is not a type
# CHECK-NEXT:  --> {{.*}}unknown-type.qml:3:14
# CHECK-NEXT:   |
# CHECK-NEXT: 3 | circuit f(x: flaot[2]) -> float[4] {
# CHECK-NEXT:   |              ^^^^^
# CHECK-NEXT:   = help: did you mean `float`?
# CHECK-NOT:{{.+}}
