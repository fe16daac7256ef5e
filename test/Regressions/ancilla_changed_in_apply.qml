qml 1.0
# RUN: not qmlc run %s 2>&1 | FileCheck %s
# CHECK: error[E0204]: `apply` changes a qubit that `within` computed an ancilla from
gate Bad(a: float, q: qubit[n]) {
  qubit s
  within { for i in range(n) { CNOT(q[i], s) } } apply { ctrl(RX, s)(a, q[0]) }
}
circuit d() -> float {
  qubit[2] q
  H(q[0])
  Bad(0.4, q)
  return probs(q)
}
main { print(d()) }
