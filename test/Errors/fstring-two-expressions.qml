qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
main { print(f"{1 2}") }
# CHECK:error[E0011]: `2` can't stand here in a text
# CHECK-NEXT:  --> {{.*}}fstring-two-expressions.qml:3:19
# CHECK-NEXT:   |
# CHECK-NEXT: 3 | main { print(f"{1 2}") }
# CHECK-NEXT:   |                   ^
# CHECK-NEXT:   = help: braces in a text hold one expression, and a format after `:`
# CHECK-NOT:{{.+}}
