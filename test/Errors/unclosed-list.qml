qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
main {
  print([1, 2)
}
# CHECK:error[E0001]: missing `]` to close the `[` opened here
# CHECK-NEXT:  --> {{.*}}unclosed-list.qml:4:14
# CHECK-NEXT:   |
# CHECK-NEXT: 4 |   print([1, 2)
# CHECK-NEXT:   |         - opened here
# CHECK-NEXT:   |              ^ insert `]`
# CHECK-NOT:{{.+}}
