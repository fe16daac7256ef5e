qml 1.0
# RUN: qmlc run %s | FileCheck %s
circuit c(x: float) -> float {
  qubit q
  RX(x, q)
  return expval(Z(q))
}
main {
  print(c([]))                # CHECK: []
  print(grad(c, wrt=x)([]))   # CHECK-NEXT: []
}
