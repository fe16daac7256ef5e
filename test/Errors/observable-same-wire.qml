qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
observable O[2] = Z(0) @ X(0)
# CHECK:error[E0118]: two factors of this product act on one wire
# CHECK-NEXT:  --> {{.*}}observable-same-wire.qml:3:19
# CHECK-NEXT:   |
# CHECK-NEXT: 3 | observable O[2] = Z(0) @ X(0)
# CHECK-NEXT:   |                   ^^^^^^^^^^^
# CHECK-NEXT:   = help: `@` joins observables of different wires
# CHECK-NOT:{{.+}}
