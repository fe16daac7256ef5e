qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
circuit f() -> float {
  qubit[2] q
  return expval(Z(0))
}
# CHECK:error[E0212]: an observable on numbered wires needs a register
# CHECK-NEXT:  --> {{.*}}observable-without-register.qml:5:17
# CHECK-NEXT:   |
# CHECK-NEXT: 5 |   return expval(Z(0))
# CHECK-NEXT:   |                 ^^^^
# CHECK-NEXT:   = help: name it last, as in `expval(observable, q)`
# CHECK-NOT:{{.+}}
