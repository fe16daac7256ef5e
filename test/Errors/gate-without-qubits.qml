qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
circuit f() -> float[2] {
  qubit q
  RX(0.3)
  return probs(q)
}
# CHECK:error[E0208]: this value is not used
# CHECK-NEXT:  --> {{.*}}gate-without-qubits.qml:5:3
# CHECK-NEXT:   |
# CHECK-NEXT: 5 |   RX(0.3)
# CHECK-NEXT:   |   ^^^^^^^ gate
# CHECK-NEXT:   = help: a gate needs its qubits: give them as last arguments
# CHECK-NOT:{{.+}}
