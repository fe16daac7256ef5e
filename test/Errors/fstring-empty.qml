qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
main { print(f"{}") }
# CHECK:error[E0011]: there is nothing between these braces
# CHECK-NEXT:  --> {{.*}}fstring-empty.qml:3:16
# CHECK-NEXT:   |
# CHECK-NEXT: 3 | main { print(f"{}") }
# CHECK-NEXT:   |                ^^
# CHECK-NEXT:   = help: a brace itself is written `{{[{][{]}}`
# CHECK-NOT:{{.+}}
