qml 1.0
# RUN: qmlc run %s | FileCheck %s
# Angles of gates that were optimised away named slots that were gone.
noise n() { H: depolarizing(0.1) }
circuit c(x: float) -> float {
  qubit[2] q
  RX(x, q[1])
  H(q[0])
  H(q[0])
  X(q[0])
  return expval(Z(q[0]))
}
main { print(c(0.3, noise=n, trajectories=10) < 0) }
# CHECK: true
