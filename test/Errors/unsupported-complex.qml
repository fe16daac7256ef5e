qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
main { print(2j) }
# CHECK:error[E0303]: complex numbers are not supported yet
# CHECK-NEXT:  --> {{.*}}unsupported-complex.qml:3:14
# CHECK-NEXT:   |
# CHECK-NEXT: 3 | main { print(2j) }
# CHECK-NEXT:   |              ^^
# CHECK-NOT:{{.+}}
