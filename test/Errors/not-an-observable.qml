qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
circuit f() -> float {
  qubit[2] q
  return expval(q)
}
# CHECK:error[E0118]: expected an observable, this is qubit[2]
# CHECK-NEXT:  --> {{.*}}not-an-observable.qml:5:17
# CHECK-NEXT:   |
# CHECK-NEXT: 5 |   return expval(q)
# CHECK-NEXT:   |                 ^
# CHECK-NEXT:   = help: for example `expval(Z(q[0]))` or `expval(H2, q)`
# CHECK-NOT:{{.+}}
