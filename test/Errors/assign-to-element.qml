qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
main {
  var a = [1, 2]
  a[0] = 3
}
# CHECK:error[E0310]: only names and parameters can be assigned to
# CHECK-NEXT:  --> {{.*}}assign-to-element.qml:5:3
# CHECK-NEXT:   |
# CHECK-NEXT: 5 |   a[0] = 3
# CHECK-NEXT:   |   ^^^^
# CHECK-NEXT:   = help: lists and tensors don't change; build a new one, for example `[… for i in range(n)]`
# CHECK-NOT:{{.+}}
