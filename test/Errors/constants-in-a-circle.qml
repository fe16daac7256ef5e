qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
const a = b + 1
const b = a + 1
main { print(a) }
# CHECK:error[E0307]: the constant `a` depends on itself
# CHECK-NEXT:  --> {{.*}}constants-in-a-circle.qml:3:7
# CHECK-NEXT:   |
# CHECK-NEXT: 3 | const a = b + 1
# CHECK-NEXT:   |       ^
# CHECK-NOT:{{.+}}
