qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
main {
  qubit q
  H(q)
}
# CHECK:error[E0209]: qubits live in circuits and gates
# CHECK-NEXT:  --> {{.*}}qubit-in-main.qml:4:3
# CHECK-NEXT:   |
# CHECK-NEXT: 4 |   qubit q
# CHECK-NEXT:   |   ^^^^^^^
# CHECK-NEXT:   = help: put this into `circuit name() { … }`
# CHECK-NOT:{{.+}}
