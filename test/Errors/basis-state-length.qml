qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
circuit f() -> float[4] {
  qubit[2] q = |101>
  return probs(q)
}
# CHECK:error[E0211]: |101> has 3 qubits, the register has 2
# CHECK-NEXT:  --> {{.*}}basis-state-length.qml:4:3
# CHECK-NEXT:   |
# CHECK-NEXT: 4 |   qubit[2] q = |101>
# CHECK-NEXT:   |   ^^^^^^^^^^^^^^^^^^
# CHECK-NOT:{{.+}}
