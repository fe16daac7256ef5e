qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
noise n { CNOTT: depolarizing(0.1) }
main { }
# CHECK:error[E0320]: there is no gate `CNOTT`
# CHECK-NEXT:  --> {{.*}}noise-unknown-gate.qml:3:11
# CHECK-NEXT:   |
# CHECK-NEXT: 3 | noise n { CNOTT: depolarizing(0.1) }
# CHECK-NEXT:   |           ^^^^^
# CHECK-NEXT:   = help: did you mean `CNOT`?
# CHECK-NOT:{{.+}}
