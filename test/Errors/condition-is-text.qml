qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
main {
  if "yes" { print(1) }
}
# CHECK:error[E0115]: a condition is true or false, this is string
# CHECK-NEXT:  --> {{.*}}condition-is-text.qml:4:6
# CHECK-NEXT:   |
# CHECK-NEXT: 4 |   if "yes" { print(1) }
# CHECK-NEXT:   |      ^^^^^
# CHECK-NOT:{{.+}}
