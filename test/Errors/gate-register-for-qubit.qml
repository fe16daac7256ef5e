qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
gate G(a: qubit, b: qubit) { CNOT(a, b) }
circuit f() -> float[4] {
  qubit[2] q
  G(q)
  return probs(q)
}
# CHECK:error[E0107]: `a` of `G` must be qubit, found qubit[2]
# CHECK-NEXT:  --> {{.*}}gate-register-for-qubit.qml:6:5
# CHECK-NEXT:   |
# CHECK-NEXT: 3 | gate G(a: qubit, b: qubit) { CNOT(a, b) }
# CHECK-NEXT:   |        - `a` is declared here
# CHECK-NEXT: 6 |   G(q)
# CHECK-NEXT:   |     ^ this is qubit[2]
# CHECK-NOT:{{.+}}
