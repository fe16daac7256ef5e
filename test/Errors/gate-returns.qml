qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
gate G(q: qubit) {
  H(q)
  return probs(q)
}
# CHECK:error[E0207]: a gate returns nothing
# CHECK-NEXT:  --> {{.*}}gate-returns.qml:5:3
# CHECK-NEXT:   |
# CHECK-NEXT: 5 |   return probs(q)
# CHECK-NEXT:   |   ^^^^^^^^^^^^^^^
# CHECK-NEXT:   = help: measurements belong to a `circuit`
# CHECK-NOT:{{.+}}
