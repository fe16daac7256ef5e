qml 1.0
# RUN: not qmlc run --quiet %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
data d = csv("Inputs/none.csv", y="label")
main { print(d.rows) }
# CHECK:error[E0400]: cannot read {{.*}}Inputs/none.csv: No such file or directory
# CHECK-NEXT:  --> {{.*}}data-missing-file.qml:3:10
# CHECK-NEXT:   |
# CHECK-NEXT: 3 | data d = csv("Inputs/none.csv", y="label")
# CHECK-NEXT:   |          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
# CHECK-NOT:{{.+}}
