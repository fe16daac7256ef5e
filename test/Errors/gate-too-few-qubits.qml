qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
circuit f() -> float[4] {
  qubit[2] q
  CNOT(q[0])
  return probs(q)
}
# CHECK:error[E0202]: `CNOT` acts on 2 qubits, found 1
# CHECK-NEXT:  --> {{.*}}gate-too-few-qubits.qml:5:3
# CHECK-NEXT:   |
# CHECK-NEXT: 5 |   CNOT(q[0])
# CHECK-NEXT:   |   ^^^^^^^^^^
# CHECK-NEXT:   = help: for example `CNOT(q[0], q[1])`
# CHECK-NOT:{{.+}}
