qml 1.0
# RUN: not qmlc run --quiet %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
observable H = pauli_json("Inputs/negative-wire.json")
circuit energy() -> float {
  qubit[3] q
  return expval(H, q)
}
main { print(energy()) }
# CHECK:error[E0461]: {{.*}}Inputs/negative-wire.json, term 1: there is no wire -1
# CHECK-NEXT:  --> {{.*}}pauli-wire.qml:3:16
# CHECK-NEXT:   |
# CHECK-NEXT: 3 | observable H = pauli_json("Inputs/negative-wire.json")
# CHECK-NEXT:   |                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
# CHECK-NEXT:   = help: wires are counted from 0 to 4095
# CHECK-NOT:{{.+}}
