qml 1.0
# RUN: qmlc run %s | FileCheck %s
# An angle that is a chain of many additions, as long as a loop makes it.
circuit c(x: float) -> float {
  qubit q
  var y = x
  for i in range(100000) { y = y + 0.001 }
  RX(y, q)
  return expval(Z(q))
}
main {
  print(f"{c(0.3):.6f} {cos(100.3):.6f}") # CHECK: 0.973446 0.973446
}
