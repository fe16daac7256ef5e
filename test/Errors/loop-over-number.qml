qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
main { for i in 3 { print(i) } }
# CHECK:error[E0114]: int can't be walked through
# CHECK-NEXT:  --> {{.*}}loop-over-number.qml:3:17
# CHECK-NEXT:   |
# CHECK-NEXT: 3 | main { for i in 3 { print(i) } }
# CHECK-NEXT:   |                 ^
# CHECK-NEXT:   = help: `for` takes range(n), a list, a tensor or bits
# CHECK-NOT:{{.+}}
