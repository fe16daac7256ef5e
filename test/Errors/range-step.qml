qml 1.0
# RUN: not qmlc run --quiet %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
main { for i in range(0, 3, 0) { print(i) } }
# CHECK:error[E0106]: the step of `range` can't be 0
# CHECK-NEXT:  --> {{.*}}range-step.qml:3:29
# CHECK-NEXT:   |
# CHECK-NEXT: 3 | main { for i in range(0, 3, 0) { print(i) } }
# CHECK-NEXT:   |                             ^
# CHECK-NOT:{{.+}}
