qml 1.0
# RUN: not qmlc run --quiet %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
observable H = pauli_json("Inputs/wire.json")
circuit energy() -> float {
  qubit[3] q
  return expval(H, q)
}
main { print(energy()) }
# CHECK:error[E0112]: the observable has 6 wires, the register 3 qubits
# CHECK-NEXT:  --> {{.*}}pauli-wire-of-register.qml:6:17
# CHECK-NEXT:   |
# CHECK-NEXT: 6 |   return expval(H, q)
# CHECK-NEXT:   |                 ^
# CHECK-NOT:{{.+}}
