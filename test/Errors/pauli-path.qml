qml 1.0
# RUN: not qmlc run --quiet %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
observable H = pauli_json(3)
circuit energy() -> float {
  qubit[3] q
  return expval(H, q)
}
main { print(energy()) }
# CHECK:error[E0106]: `pauli_json` takes the path of a file and the key of a member in it
# CHECK-NEXT:  --> {{.*}}pauli-path.qml:3:16
# CHECK-NEXT:   |
# CHECK-NEXT: 3 | observable H = pauli_json(3)
# CHECK-NEXT:   |                ^^^^^^^^^^^^^
# CHECK-NEXT:   = help: for example pauli_json("h2.json"), or with key="hamiltonian"
# CHECK-NOT:{{.+}}
