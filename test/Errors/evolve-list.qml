qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s
# CHECK: error[E0118]: `evolve` takes one observable, this is
circuit f() -> float {
  qubit[2] q
  evolve([Z(0), X(1)], 0.1, q)
  return expval(Z(q[0]))
}
