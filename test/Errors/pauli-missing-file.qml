qml 1.0
# RUN: not qmlc run --quiet %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
observable H = pauli_json("Inputs/none.json")
circuit energy() -> float {
  qubit[3] q
  return expval(H, q)
}
main { print(energy()) }
# CHECK:error[E0400]: cannot read {{.*}}Inputs/none.json: No such file or directory
# CHECK-NEXT:  --> {{.*}}pauli-missing-file.qml:3:16
# CHECK-NEXT:   |
# CHECK-NEXT: 3 | observable H = pauli_json("Inputs/none.json")
# CHECK-NEXT:   |                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
# CHECK-NOT:{{.+}}
