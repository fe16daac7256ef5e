qml 1.0
# RUN: not qmlc run --quiet %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
main { print(2**70) }
# CHECK:error[E0117]: the result of `**` is too large for a whole number
# CHECK-NEXT:  --> {{.*}}overflow.qml:3:14
# CHECK-NEXT:   |
# CHECK-NEXT: 3 | main { print(2**70) }
# CHECK-NEXT:   |              ^^^^^
# CHECK-NEXT:   = help: use floats: write one side with a point
# CHECK-NOT:{{.+}}
