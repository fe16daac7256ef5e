qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s
# CHECK: error[E0212]: an observable on numbered wires needs a register
circuit f() -> float {
  qubit[2] q
  evolve(Z(0)@Z(1), 0.1)
  return expval(Z(q[0]))
}
