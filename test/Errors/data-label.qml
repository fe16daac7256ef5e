qml 1.0
# RUN: not qmlc run --quiet %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
data d = csv("Inputs/good.csv", y="lable")
main { print(d.rows) }
# CHECK:error[E0405]: {{.*}}Inputs/good.csv has no column `lable`
# CHECK-NEXT:  --> {{.*}}data-label.qml:3:10
# CHECK-NEXT:   |
# CHECK-NEXT: 3 | data d = csv("Inputs/good.csv", y="lable")
# CHECK-NEXT:   |          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
# CHECK-NEXT:   = help: did you mean `label`?
# CHECK-NOT:{{.+}}
