qml 1.0
# RUN: not qmlc run --quiet %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
main { print(zeros(-2)) }
# CHECK:error[E0123]: a dimension of float[-2] is negative
# CHECK-NEXT:  --> {{.*}}negative-size.qml:3:14
# CHECK-NEXT:   |
# CHECK-NEXT: 3 | main { print(zeros(-2)) }
# CHECK-NEXT:   |              ^^^^^^^^^
# CHECK-NOT:{{.+}}
