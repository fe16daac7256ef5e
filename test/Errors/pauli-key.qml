qml 1.0
# RUN: not qmlc run --quiet %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
observable H = pauli_json("Inputs/several.json", key="pair")
circuit energy() -> float {
  qubit[3] q
  return expval(H, q)
}
main { print(energy()) }
# CHECK:error[E0460]: {{.*}}Inputs/several.json: there is no member "pair"
# CHECK-NEXT:  --> {{.*}}pauli-key.qml:3:16
# CHECK-NEXT:   |
# CHECK-NEXT: 3 | observable H = pauli_json("Inputs/several.json", key="pair")
# CHECK-NEXT:   |                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
# CHECK-NEXT:   = help: there are jordan_wigner, paired
# CHECK-NOT:{{.+}}
