qml 1.0
# RUN: qmlc run %s | FileCheck %s
circuit two(a: float[2]) {
  qubit[2] q
  RX(a, q)
  return expval(Z(q[0])), probs(q)
}
circuit sc(t: float) -> float {
  qubit q
  RX(t, q)
  return expval(Z(q))
}
func g(a: float[2], param k: float = 2.0) -> float = k*sum(a) + sc(a[0])
main {
  let e, p = two([[0.1, 0.2], [0.3, 0.4], [0.5, 0.6]])
  # CHECK: [3] [3, 4]
  print(e.shape, p.shape)
  # CHECK: [-0.29552, -0.38942]
  print(f"{grad(sc, wrt=t)([0.3, 0.4]):.5f}")
  # CHECK: [1.59500, 2.35534]
  print(f"{g([[0.1, 0.2], [0.3, 0.4]]):.5f}")
}
