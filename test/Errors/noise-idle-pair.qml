qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
noise n { idle: depolarizing(0.1, qubits=2) }
main { }
# CHECK:error[E0320]: `idle` takes channels of one qubit, this `depolarizing` is none
# CHECK-NEXT:  --> {{.*}}noise-idle-pair.qml:3:17
# CHECK-NEXT:   |
# CHECK-NEXT: 3 | noise n { idle: depolarizing(0.1, qubits=2) }
# CHECK-NEXT:   |                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^
# CHECK-NOT:{{.+}}
