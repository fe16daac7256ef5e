qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
circuit f() -> float {
  qubit q
  let e = expval(Z(q))
  H(q)
  return e
}
# CHECK:error[E0205]: nothing may follow a final reading
# CHECK-NEXT:  --> {{.*}}gate-after-reading.qml:6:3
# CHECK-NEXT:   |
# CHECK-NEXT: 5 |   let e = expval(Z(q))
# CHECK-NEXT:   |           ------------ read here
# CHECK-NEXT: 6 |   H(q)
# CHECK-NEXT:   |   ^^^^
# CHECK-NEXT:   = help: expval, probs, sample and state stand in `return`
# CHECK-NOT:{{.+}}
