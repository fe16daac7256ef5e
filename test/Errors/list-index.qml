qml 1.0
# RUN: not qmlc run --quiet %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
main {
  let a = [1, 2, 3]
  print(a[3])
}
# CHECK:error[E0112]: index 3 is outside of float[3]
# CHECK-NEXT:  --> {{.*}}list-index.qml:5:9
# CHECK-NEXT:   |
# CHECK-NEXT: 5 |   print(a[3])
# CHECK-NEXT:   |         ^^^^
# CHECK-NEXT:   = help: valid are 0 to 2, and -1 for the last
# CHECK-NOT:{{.+}}
