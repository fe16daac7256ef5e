qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
main {
  let x = 1
  x = 2
  x += 1
}
# CHECK:error[E0309]: `x` can't change
# CHECK-NEXT:  --> {{.*}}assign-to-let.qml:5:3
# CHECK-NEXT:   |
# CHECK-NEXT: 4 |   let x = 1
# CHECK-NEXT:   |       - declared here
# CHECK-NEXT: 5 |   x = 2
# CHECK-NEXT:   |   ^
# CHECK-NEXT:   = help: a value that changes is declared with `var`
# CHECK-NOT:{{.+}}
