qml 1.0
# RUN: not qmlc run --quiet %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
observable H = pauli_json("Inputs/several.json")
circuit energy() -> float {
  qubit[3] q
  return expval(H, q)
}
main { print(energy()) }
# CHECK:error[E0460]: {{.*}}Inputs/several.json: the file holds an object of several members
# CHECK-NEXT:  --> {{.*}}pauli-several.qml:3:16
# CHECK-NEXT:   |
# CHECK-NEXT: 3 | observable H = pauli_json("Inputs/several.json")
# CHECK-NEXT:   |                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
# CHECK-NEXT:   = help: say which is meant, for example key="jordan_wigner"; there are jordan_wigner, paired
# CHECK-NOT:{{.+}}
