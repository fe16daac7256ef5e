qml 1.0
# RUN: not qmlc run --quiet %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
observable H[3] = pauli_json("Inputs/wire.json")
circuit energy() -> float {
  qubit[3] q
  return expval(H, q)
}
main { print(energy()) }
# CHECK:error[E0112]: wire 5 is outside of `H`
# CHECK-NEXT:  --> {{.*}}pauli-wire-of-observable.qml:3:19
# CHECK-NEXT:   |
# CHECK-NEXT: 3 | observable H[3] = pauli_json("Inputs/wire.json")
# CHECK-NEXT:   |            - declared with 3 wires
# CHECK-NEXT:   |                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ the largest wire is 2
# CHECK-NOT:{{.+}}
