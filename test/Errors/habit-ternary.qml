qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
main {
  let a = 1 < 2 ? 3 : 4
}
# CHECK:error[E0003]: `?` has no meaning here
# CHECK-NEXT:  --> {{.*}}habit-ternary.qml:4:17
# CHECK-NEXT:   |
# CHECK-NEXT: 4 |   let a = 1 < 2 ? 3 : 4
# CHECK-NEXT:   |                 ^
# CHECK-NEXT:   = help: a choice is written `a if condition else b`
# CHECK-NOT:{{.+}}
