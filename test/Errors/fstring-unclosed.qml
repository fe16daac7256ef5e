qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
main {
  let x = 1.0
  print(f"x is {x")
}
# CHECK:error[E0011]: `{` is not closed in this text
# CHECK-NEXT:  --> {{.*}}fstring-unclosed.qml:5:16
# CHECK-NEXT:   |
# CHECK-NEXT: 5 |   print(f"x is {x")
# CHECK-NEXT:   |                ^
# CHECK-NEXT:   = help: a brace itself is written `{{[{][{]}}`
# CHECK-NOT:{{.+}}
