qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
main {
  let a = None
}
# CHECK:error[E0301]: `None` is not known here
# CHECK-NEXT:  --> {{.*}}habit-none.qml:4:11
# CHECK-NEXT:   |
# CHECK-NEXT: 4 |   let a = None
# CHECK-NEXT:   |           ^^^^
# CHECK-NEXT:   = help: there is no empty value; leave the argument out
# CHECK-NOT:{{.+}}
