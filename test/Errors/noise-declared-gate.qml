qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
gate pair(q: qubit[2]) { CNOT(q[0], q[1]) }
noise n { pair: depolarizing(0.1) }
main { }
# CHECK:error[E0320]: `pair` is made of other gates; noise belongs to those
# CHECK-NEXT:  --> {{.*}}noise-declared-gate.qml:4:11
# CHECK-NEXT:   |
# CHECK-NEXT: 4 | noise n { pair: depolarizing(0.1) }
# CHECK-NEXT:   |           ^^^^
# CHECK-NEXT:   = help: rules are for gates such as CNOT, for `measure` and for `idle`
# CHECK-NOT:{{.+}}
