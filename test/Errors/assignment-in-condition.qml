qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
main {
  let x = 1
  if x = 1 { print("one") }
}
# CHECK:error[E0005]: `=` can't stand here
# CHECK-NEXT:  --> {{.*}}assignment-in-condition.qml:5:8
# CHECK-NEXT:   |
# CHECK-NEXT: 5 |   if x = 1 { print("one") }
# CHECK-NEXT:   |        ^
# CHECK-NEXT:   = help: equality is tested with `==`; a new name is given with `let`
# CHECK-NOT:{{.+}}
