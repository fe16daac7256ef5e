qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
main {
  let x = 3 +
}
# CHECK:error[E0005]: nothing follows `+`
# CHECK-NEXT:  --> {{.*}}operand-missing.qml:4:13
# CHECK-NEXT:   |
# CHECK-NEXT: 4 |   let x = 3 +
# CHECK-NEXT:   |             ^ expected an expression after this
# CHECK-NOT:{{.+}}
