qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
main {
  for (int i = 0; i < 3; i++) { print(i) }
}
# CHECK:error[E0005]: a loop has no brackets
# CHECK-NEXT:  --> {{.*}}habit-c-loop.qml:4:7
# CHECK-NEXT:   |
# CHECK-NEXT: 4 |   for (int i = 0; i < 3; i++) { print(i) }
# CHECK-NEXT:   |       ^
# CHECK-NEXT:   = help: write `for i in range(n) { … }`
# CHECK-NOT:{{.+}}
