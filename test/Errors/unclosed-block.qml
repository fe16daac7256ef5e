qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
circuit f() {
  qubit q
  if 1 == 1 {
    H(q)
  return probs(q)
}
# CHECK:error[E0001]: missing `}` to close the `{` opened here
# CHECK-NEXT:  --> {{.*}}unclosed-block.qml:5:13
# CHECK-NEXT:   |
# CHECK-NEXT: 5 |   if 1 == 1 {
# CHECK-NEXT:   |             ^ never closed
# CHECK-NOT:{{.+}}
