qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
main { print(2**2**2**2**2**2**2**2**2**2**2**2**2**2**2**2**2**2**2**2**2**2**2**2**2**2**2**2**2**2**2**2**2**2**2**2**2**2**2**2**2**2**2**2**2**2**2**2**2**2**2**2**2) }
# CHECK:error[E0009]: more than 50 powers are chained
# CHECK-NEXT:  --> {{.*}}too-many-powers.qml:3:165
# CHECK-NEXT:   |
# CHECK-NEXT: 3 | …2**2**2**2**2**2**2**2**2**2**2**2**2**2**2**2**2**2**2**2**2**2**2**2**2**2**2**2**2) }
# CHECK-NEXT:   |                                                                                 ^^
# CHECK-NEXT:   = help: name parts of the expression with `let`
# CHECK-NOT:{{.+}}
