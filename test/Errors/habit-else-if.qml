qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
main {
  if 1 < 2 { print(1) } else if 2 < 3 { print(2) }
}
# CHECK:error[E0005]: `else if` is one word
# CHECK-NEXT:  --> {{.*}}habit-else-if.qml:4:25
# CHECK-NEXT:   |
# CHECK-NEXT: 4 |   if 1 < 2 { print(1) } else if 2 < 3 { print(2) }
# CHECK-NEXT:   |                         ^^^^^^^
# CHECK-NEXT:   = help: write `elif`
# CHECK-NOT:{{.+}}
