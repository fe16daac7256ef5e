qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s
# CHECK: error[E0106]: `evolve` takes an observable, a time and a register
# CHECK: help: no register where the observable names its qubits
circuit f() -> float {
  qubit[2] q
  evolve(Z(q[0])@Z(q[1]))
  return expval(Z(q[0]))
}
