qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
main { print(f"x} is") }
# CHECK:error[E0011]: `}` closes nothing in this text
# CHECK-NEXT:  --> {{.*}}fstring-stray-brace.qml:3:17
# CHECK-NEXT:   |
# CHECK-NEXT: 3 | main { print(f"x} is") }
# CHECK-NEXT:   |                 ^
# CHECK-NEXT:   = help: a brace itself is written `}}`
# CHECK-NOT:{{.+}}
