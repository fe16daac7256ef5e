qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
main {
  let a, b = 1, 2, 3
  let c, d = [1, 2, 3]
}
# CHECK:error[E0109]: 2 names for 3 values
# CHECK-NEXT:  --> {{.*}}names-and-values.qml:4:3
# CHECK-NEXT:   |
# CHECK-NEXT: 4 |   let a, b = 1, 2, 3
# CHECK-NEXT:   |   ^^^^^^^^^^^^^^^^^^
# CHECK-NOT:{{.+}}
