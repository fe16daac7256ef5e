qml 1.0
# RUN: qmlc run %s | FileCheck %s
# A circuit that reads another model's parameter kept the value that it had at the first call.
circuit model(x: float, param w: float = 0.5) -> float {
  qubit[1] q
  RX(w * x, q)
  return expval(Z(q[0]))
}
circuit other(a: float) -> float {
  qubit[1] q
  RX(model.w * a, q)
  return expval(Z(q[0]))
}
main {
  let first = model(1.0)
  print(other(1.0)) # CHECK: 0.8775825618
  model.w = 1.0
  print(other(1.0)) # CHECK-NEXT: 0.5403023058
}
