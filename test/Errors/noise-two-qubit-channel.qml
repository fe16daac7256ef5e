qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
noise n { RX, CNOT: depolarizing(0.1, qubits=2) }
main { }
# CHECK:error[E0320]: this `depolarizing` acts on two qubits at once, `RX` on 1
# CHECK-NEXT:  --> {{.*}}noise-two-qubit-channel.qml:3:21
# CHECK-NEXT:   |
# CHECK-NEXT: 3 | noise n { RX, CNOT: depolarizing(0.1, qubits=2) }
# CHECK-NEXT:   |                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^
# CHECK-NOT:{{.+}}
