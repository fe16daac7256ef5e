qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
circuit f() -> float[2] {
  qubit q
  H(0)
  return probs(q)
}
# CHECK:error[E0106]: `H` acts on qubits
# CHECK-NEXT:  --> {{.*}}number-as-qubit.qml:5:5
# CHECK-NEXT:   |
# CHECK-NEXT: 5 |   H(0)
# CHECK-NEXT:   |     ^ this is int
# CHECK-NEXT:   = help: for example `H(q[0])`
# CHECK-NOT:{{.+}}
