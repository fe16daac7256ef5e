qml 1.0
# RUN: not qmlc run --quiet %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
main {
  let a = 0
  print(1 / a)
}
# CHECK:error[E0117]: division by zero
# CHECK-NEXT:  --> {{.*}}division-by-zero.qml:5:9
# CHECK-NEXT:   |
# CHECK-NEXT: 5 |   print(1 / a)
# CHECK-NEXT:   |         ^^^^^
# CHECK-NOT:{{.+}}
