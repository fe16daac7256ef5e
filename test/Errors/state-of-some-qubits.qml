qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
circuit f() -> float[4, 2] {
  qubit[2] q
  return state(q[0])
}
# CHECK:error[E0106]: `state` reads all qubits in their order
# CHECK-NEXT:  --> {{.*}}state-of-some-qubits.qml:5:10
# CHECK-NEXT:   |
# CHECK-NEXT: 5 |   return state(q[0])
# CHECK-NEXT:   |          ^^^^^^^^^^^
# CHECK-NEXT:   = help: leave them out: `state()`
# CHECK-NOT:{{.+}}
