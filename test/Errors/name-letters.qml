qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
main {
  let α = 3
}
# CHECK:error[E0003]: `α` has no meaning here
# CHECK-NEXT:  --> {{.*}}name-letters.qml:4:7
# CHECK-NEXT:   |
# CHECK-NEXT: 4 |   let α = 3
# CHECK-NEXT:   |       ^
# CHECK-NEXT:   = help: names consist of the letters a to z, digits and `_`
# CHECK-NOT:{{.+}}
