qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
main {
  var i = 0
  i++
}
# CHECK:error[E0005]: there is no operator `++`
# CHECK-NEXT:  --> {{.*}}habit-increment.qml:5:4
# CHECK-NEXT:   |
# CHECK-NEXT: 5 |   i++
# CHECK-NEXT:   |    ^^
# CHECK-NEXT:   = help: write `i += 1`
# CHECK-NOT:{{.+}}
