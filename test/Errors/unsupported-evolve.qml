qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
observable O[2] = X(0) + Z(0)
circuit f() -> float[4] {
  qubit[2] q
  evolve(O, 0.3, q)
  return probs(q)
}
# CHECK:error[E0303]: `evolve` of terms that don't commute is not supported yet
# CHECK-NEXT:  --> {{.*}}unsupported-evolve.qml:6:10
# CHECK-NEXT:   |
# CHECK-NEXT: 6 |   evolve(O, 0.3, q)
# CHECK-NEXT:   |          ^
# CHECK-NEXT:   = help: split the observable and repeat short steps (Trotter)
# CHECK-NOT:{{.+}}
