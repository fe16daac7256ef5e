qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
circuit f() -> float {
  qubit q
  evolve(Z(0), [0.1, 0.2], q)
  return expval(Z(q))
}
# CHECK:error[E0107]: the time of `evolve` is a number, this is float[2]
# CHECK-NEXT:  --> {{.*}}evolve-vector-time.qml:5:16
# CHECK-NEXT:   |
# CHECK-NEXT: 5 |   evolve(Z(0), [0.1, 0.2], q)
# CHECK-NEXT:   |                ^^^^^^^^^^
