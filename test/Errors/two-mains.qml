qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
main { print(1) }
main { print(2) }
# CHECK:error[E0302]: a program has one `main`
# CHECK-NEXT:  --> {{.*}}two-mains.qml:4:1
# CHECK-NEXT:   |
# CHECK-NEXT: 3 | main { print(1) }
# CHECK-NEXT:   | ---- the first is here
# CHECK-NEXT: 4 | main { print(2) }
# CHECK-NEXT:   | ^^^^
# CHECK-NOT:{{.+}}
