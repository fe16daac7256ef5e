qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
main {
  print(1))
}
# CHECK:error[E0012]: `)` closes nothing
# CHECK-NEXT:  --> {{.*}}closer-too-much.qml:4:11
# CHECK-NEXT:   |
# CHECK-NEXT: 4 |   print(1))
# CHECK-NEXT:   |           ^ nothing to close is open here
# CHECK-NOT:{{.+}}
