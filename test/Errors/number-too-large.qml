qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
main { print(92233720368547758080) }
# CHECK:error[E0010]: the number 92233720368547758080 is too large
# CHECK-NEXT:  --> {{.*}}number-too-large.qml:3:14
# CHECK-NEXT:   |
# CHECK-NEXT: 3 | main { print(92233720368547758080) }
# CHECK-NEXT:   |              ^^^^^^^^^^^^^^^^^^^^
# CHECK-NEXT:   = help: whole numbers go up to 9223372036854775807
# CHECK-NOT:{{.+}}
