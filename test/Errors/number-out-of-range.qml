qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
main { print(1e999) }
# CHECK:error[E0010]: the number 1e999 is out of range
# CHECK-NEXT:  --> {{.*}}number-out-of-range.qml:3:14
# CHECK-NEXT:   |
# CHECK-NEXT: 3 | main { print(1e999) }
# CHECK-NEXT:   |              ^^^^^
# CHECK-NOT:{{.+}}
