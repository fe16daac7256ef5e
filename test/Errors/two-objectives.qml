qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
problem p {
  binary s[2]
  minimize s[0]
  maximize s[1]
}
# CHECK:error[E0016]: a problem has one objective
# CHECK-NEXT:  --> {{.*}}two-objectives.qml:6:3
# CHECK-NEXT:   |
# CHECK-NEXT: 5 |   minimize s[0]
# CHECK-NEXT:   |            ---- the first is here
# CHECK-NEXT: 6 |   maximize s[1]
# CHECK-NEXT:   |   ^^^^^^^^^^^^^
# CHECK-NOT:{{.+}}
