qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
main {
  let x = 3
  print(x(1))
}
# CHECK:error[E0312]: int can't be called
# CHECK-NEXT:  --> {{.*}}number-called.qml:5:9
# CHECK-NEXT:   |
# CHECK-NEXT: 5 |   print(x(1))
# CHECK-NEXT:   |         ^
# CHECK-NOT:{{.+}}
