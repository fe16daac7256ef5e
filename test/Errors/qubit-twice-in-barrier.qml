qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
circuit f() -> float[4] {
  qubit[2] q
  barrier(q, q[0])
  return probs(q)
}
# CHECK:error[E0201]: the same qubit is used twice in one gate
# CHECK-NEXT:  --> {{.*}}qubit-twice-in-barrier.qml:5:14
# CHECK-NEXT:   |
# CHECK-NEXT: 5 |   barrier(q, q[0])
# CHECK-NEXT:   |           - first use
# CHECK-NEXT:   |              ^^^^ used again here
# CHECK-NEXT:   = help: a gate needs different qubits; did you mean another index?
# CHECK-NOT:{{.+}}
