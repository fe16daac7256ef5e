qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
main {
  x = 3
}
# CHECK:error[E0301]: `x` is not known here
# CHECK-NEXT:  --> {{.*}}assign-undeclared.qml:4:3
# CHECK-NEXT:   |
# CHECK-NEXT: 4 |   x = 3
# CHECK-NEXT:   |   ^
# CHECK-NEXT:   = help: a new name is declared with `let` or `var`
# CHECK-NOT:{{.+}}
