qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
circuit f() -> float[2] {
  qubit q
  let h = H(q)
  return probs(q)
}
# CHECK:error[E0208]: applying `H` gives no value
# CHECK-NEXT:  --> {{.*}}gate-has-no-value.qml:5:11
# CHECK-NEXT:   |
# CHECK-NEXT: 5 |   let h = H(q)
# CHECK-NEXT:   |           ^^^^
# CHECK-NEXT:   = help: gates stand on a line of their own; observables are built from X, Y, Z and I
# CHECK-NOT:{{.+}}
