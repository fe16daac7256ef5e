qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
main {
  let weights = 3
  print(wieghts)
}
# CHECK:error[E0301]: `wieghts` is not known here
# CHECK-NEXT:  --> {{.*}}unknown-variable.qml:5:9
# CHECK-NEXT:   |
# CHECK-NEXT: 5 |   print(wieghts)
# CHECK-NEXT:   |         ^^^^^^^
# CHECK-NEXT:   = help: did you mean `weights`?
# CHECK-NOT:{{.+}}
