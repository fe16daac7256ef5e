qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
main { print(2.0 ^ 3.0) }
# CHECK:error[E0104]: `^` joins the bits of whole numbers, not float and float
# CHECK-NEXT:  --> {{.*}}habit-power.qml:3:14
# CHECK-NEXT:   |
# CHECK-NEXT: 3 | main { print(2.0 ^ 3.0) }
# CHECK-NEXT:   |              ^^^^^^^^^
# CHECK-NEXT:   = help: powers are written `**`
# CHECK-NOT:{{.+}}
