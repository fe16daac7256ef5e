qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
circuit f() -> float[2] {
  qubit q
  H(q)
  let b = measure(q)
  if b == 1 { X(q) }
  return probs(q)
}
# CHECK:error[E0303]: a circuit that goes on after `measure` is not supported yet
# CHECK-NEXT:  --> {{.*}}unsupported-mid-circuit.qml:7:3
# CHECK-NEXT:   |
# CHECK-NEXT: 6 |   let b = measure(q)
# CHECK-NEXT:   |           ---------- measured here
# CHECK-NEXT: 7 |   if b == 1 { X(q) }
# CHECK-NEXT:   |   ^^^^^^^^^^^^^^^^^^
# CHECK-NOT:{{.+}}
