qml 1.0
# RUN: not qmlc run --quiet %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
data d = csv("Inputs/text.csv", y="label")
main { print(d.rows) }
# CHECK:error[E0403]: {{.*}}Inputs/text.csv, row 3, column `a`: `red` where a number belongs
# CHECK-NEXT:  --> {{.*}}data-text.qml:3:10
# CHECK-NEXT:   |
# CHECK-NEXT: 3 | data d = csv("Inputs/text.csv", y="label")
# CHECK-NEXT:   |          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
# CHECK-NOT:{{.+}}
