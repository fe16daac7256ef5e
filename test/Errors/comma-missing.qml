qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
circuit f() -> float[4] {
  qubit[2] q
  CNOT(q[0] q[1])
  return probs(q)
}
# CHECK:error[E0005]: unexpected `q`
# CHECK-NEXT:  --> {{.*}}comma-missing.qml:5:13
# CHECK-NEXT:   |
# CHECK-NEXT: 5 |   CNOT(q[0] q[1])
# CHECK-NEXT:   |             ^ expected `,` or `)`
# CHECK-NOT:{{.+}}
