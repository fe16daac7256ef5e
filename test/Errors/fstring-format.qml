qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
main { print(f"{1.0:q}") }
# CHECK:error[E0113]: `q` is not a format
# CHECK-NEXT:  --> {{.*}}fstring-format.qml:3:17
# CHECK-NEXT:   |
# CHECK-NEXT: 3 | main { print(f"{1.0:q}") }
# CHECK-NEXT:   |                 ^^^
# CHECK-NEXT:   = help: formats are written as in Python: {x:.3f}, {x:10.2e}, {k:5d}, {p:.1%}
# CHECK-NOT:{{.+}}
