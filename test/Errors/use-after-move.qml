qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
circuit f() -> float[4] {
  qubit[2] q
  let r = q
  H(q)
  return probs(r)
}
# CHECK:error[E0203]: `q` was given away
# CHECK-NEXT:  --> {{.*}}use-after-move.qml:6:5
# CHECK-NEXT:   |
# CHECK-NEXT: 5 |   let r = q
# CHECK-NEXT:   |           - the qubits went to another name here
# CHECK-NEXT: 6 |   H(q)
# CHECK-NEXT:   |     ^ used here
# CHECK-NEXT:   = help: use the new name
# CHECK-NOT:{{.+}}
