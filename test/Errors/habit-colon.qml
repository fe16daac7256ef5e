qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
main {
  for i in range(3):
    print(i)
}
# CHECK:error[E0007]: a block stands in braces
# CHECK-NEXT:  --> {{.*}}habit-colon.qml:4:20
# CHECK-NEXT:   |
# CHECK-NEXT: 4 |   for i in range(3):
# CHECK-NEXT:   |                    ^ expected `{`
# CHECK-NEXT:   = help: write `{ … }` in place of `:`
# CHECK-NOT:{{.+}}
