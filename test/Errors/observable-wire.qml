qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
observable O[2] = Z(0) + Z(2)
# CHECK:error[E0112]: wire 2 is outside of `O`
# CHECK-NEXT:  --> {{.*}}observable-wire.qml:3:19
# CHECK-NEXT:   |
# CHECK-NEXT: 3 | observable O[2] = Z(0) + Z(2)
# CHECK-NEXT:   |            - declared with 2 wires
# CHECK-NEXT:   |                   ^^^^^^^^^^^ the largest wire is 1
# CHECK-NOT:{{.+}}
