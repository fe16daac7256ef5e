qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
main { print("a\qb") }
# CHECK:error[E0014]: unknown escape `\q`
# CHECK-NEXT:  --> {{.*}}unknown-escape.qml:3:14
# CHECK-NEXT:   |
# CHECK-NEXT: 3 | main { print("a\qb") }
# CHECK-NEXT:   |              ^^^^^^
# CHECK-NEXT:   = help: known are \n, \t, \" and \\
# CHECK-NOT:{{.+}}
