qml 1.0
# RUN: qmlc run %s | FileCheck %s
# States of gates that read a circuit's parameter are made anew when it has changed.
circuit model(x: float, param w: float = 0.5) -> float {
  qubit q
  RX(w * x, q)
  return expval(Z(q))
}
gate U(x: float, q: qubit) { RX(model.w * x, q) }
main {
  model.w = 0.5
  print(f"{overlap(U(1.0), U(0.0)):.5f}") # CHECK: 0.93879
  model.w = 1.0
  print(f"{overlap(U(1.0), U(0.0)):.5f}") # CHECK-NEXT: 0.77015
}
