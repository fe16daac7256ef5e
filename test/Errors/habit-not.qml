qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
main {
  if !true { print(1) }
}
# CHECK:error[E0003]: `!` has no meaning here
# CHECK-NEXT:  --> {{.*}}habit-not.qml:4:6
# CHECK-NEXT:   |
# CHECK-NEXT: 4 |   if !true { print(1) }
# CHECK-NEXT:   |      ^
# CHECK-NEXT:   = help: negation is the word `not`
# CHECK-NOT:{{.+}}
