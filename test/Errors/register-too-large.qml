qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
circuit f() -> float[4] {
  qubit[100000] q
  return probs(q)
}
# CHECK:error[E0603]: 100000 qubits are too many
# CHECK-NEXT:  --> {{.*}}register-too-large.qml:4:17
# CHECK-NEXT:   |
# CHECK-NEXT: 4 |   qubit[100000] q
# CHECK-NEXT:   |                 ^
# CHECK-NEXT:   = help: a circuit may have up to 4096
# CHECK-NOT:{{.+}}
