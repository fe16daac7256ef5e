qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
gate Oracle(q: qubit[2]) {
  qubit a
  Toffoli(q[0], q[1], a)
  CZ(a, q[0])
}
circuit f() -> float[4] {
  qubit[2] q
  Oracle(q)
  return probs(q)
}
# CHECK:error[E0204]: ancilla `a` leaves gate `Oracle` entangled
# CHECK-NEXT:  --> {{.*}}ancilla-entangled.qml:4:9
# CHECK-NEXT:   |
# CHECK-NEXT: 4 |   qubit a
# CHECK-NEXT:   |         ^ allocated here, not returned to |0>
# CHECK-NEXT:   = help: put the computation in `within { … } apply { … }`
# CHECK-NOT:{{.+}}
