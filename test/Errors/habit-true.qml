qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
main {
  let a = True
}
# CHECK:error[E0301]: `True` is not known here
# CHECK-NEXT:  --> {{.*}}habit-true.qml:4:11
# CHECK-NEXT:   |
# CHECK-NEXT: 4 |   let a = True
# CHECK-NEXT:   |           ^^^^
# CHECK-NEXT:   = help: did you mean `true`?
# CHECK-NOT:{{.+}}
