qml 1.0
# RUN: not qmlc run --quiet %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
data d = csv("Inputs/short-row.csv", y="label")
main { print(d.rows) }
# CHECK:error[E0401]: {{.*}}Inputs/short-row.csv, row 3 has 2 columns, expected 3
# CHECK-NEXT:  --> {{.*}}data-short-row.qml:3:10
# CHECK-NEXT:   |
# CHECK-NEXT: 3 | data d = csv("Inputs/short-row.csv", y="label")
# CHECK-NEXT:   |          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
# CHECK-NOT:{{.+}}
