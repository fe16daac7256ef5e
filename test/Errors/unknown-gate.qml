qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
circuit f() -> float[4] {
  qubit[2] q
  CNTO(q[0], q[1])
  return probs(q)
}
# CHECK:error[E0301]: `CNTO` is not known here
# CHECK-NEXT:  --> {{.*}}unknown-gate.qml:5:3
# CHECK-NEXT:   |
# CHECK-NEXT: 5 |   CNTO(q[0], q[1])
# CHECK-NEXT:   |   ^^^^
# CHECK-NEXT:   = help: did you mean `CNOT`?
# CHECK-NOT:{{.+}}
