qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
noise n { X: pauli(0.1, 0.2) }
main { }
# CHECK:error[E0106]: `pauli` needs `pz`
# CHECK-NEXT:  --> {{.*}}channel-parameter-missing.qml:3:14
# CHECK-NEXT:   |
# CHECK-NEXT: 3 | noise n { X: pauli(0.1, 0.2) }
# CHECK-NEXT:   |              ^^^^^^^^^^^^^^^
# CHECK-NOT:{{.+}}
