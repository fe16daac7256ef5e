qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
main {
  if (1 < 2) print("yes")
}
# CHECK:error[E0007]: expected `{`, found `print`
# CHECK-NEXT:  --> {{.*}}block-without-braces.qml:4:14
# CHECK-NEXT:   |
# CHECK-NEXT: 4 |   if (1 < 2) print("yes")
# CHECK-NEXT:   |              ^^^^^ the block starts here
# CHECK-NEXT:   = help: a block stands in braces: `{ … }`
# CHECK-NOT:{{.+}}
