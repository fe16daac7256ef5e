qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
circuit f() {
  qreg q[2];
  h q[0];
}
# CHECK:error[E0005]: `qreg` is not a word of the language
# CHECK-NEXT:  --> {{.*}}habit-qreg.qml:4:3
# CHECK-NEXT:   |
# CHECK-NEXT: 4 |   qreg q[2];
# CHECK-NEXT:   |   ^^^^
# CHECK-NEXT:   = help: qubits are declared with `qubit[2] q`
# CHECK-NOT:{{.+}}
