qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
@shots(100)
const a = 3
main { print(a) }
# CHECK:error[E0015]: annotations belong to circuits, gates, funcs and kernels
# CHECK-NEXT:  --> {{.*}}annotation-of-const.qml:3:1
# CHECK-NEXT:   |
# CHECK-NEXT: 3 | @shots(100)
# CHECK-NEXT:   | ^^^^^^^^^^^
# CHECK-NOT:{{.+}}
