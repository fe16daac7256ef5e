qml 1.0
# RUN: not qmlc run --quiet %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
data d = csv("Inputs/nan.csv", y="label")
main { print(d.rows) }
# CHECK:error[E0404]: {{.*}}Inputs/nan.csv, row 3, column `a`: `nan` is not a finite number
# CHECK-NEXT:  --> {{.*}}data-nan.qml:3:10
# CHECK-NEXT:   |
# CHECK-NEXT: 3 | data d = csv("Inputs/nan.csv", y="label")
# CHECK-NEXT:   |          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
# CHECK-NOT:{{.+}}
