qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
main {
  if 1 < 2 && 2 < 3 { print("yes") }
}
# CHECK:error[E0003]: `&` has no meaning here
# CHECK-NEXT:  --> {{.*}}habit-and.qml:4:12
# CHECK-NEXT:   |
# CHECK-NEXT: 4 |   if 1 < 2 && 2 < 3 { print("yes") }
# CHECK-NEXT:   |            ^
# CHECK-NEXT:   = help: logical operators are the words `and` and `or`
# CHECK-NOT:{{.+}}
