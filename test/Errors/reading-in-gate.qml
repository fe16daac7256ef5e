qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
gate G(q: qubit) {
  let e = expval(Z(q))
}
# CHECK:error[E0209]: `expval` belongs to the end of a circuit
# CHECK-NEXT:  --> {{.*}}reading-in-gate.qml:4:11
# CHECK-NEXT:   |
# CHECK-NEXT: 4 |   let e = expval(Z(q))
# CHECK-NEXT:   |           ^^^^^^^^^^^^
# CHECK-NOT:{{.+}}
