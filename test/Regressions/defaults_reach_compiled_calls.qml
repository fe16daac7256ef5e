qml 1.0
# RUN: qmlc run %s | FileCheck %s
# A compiled call passes the arguments that the callee has, given or not.
circuit c(x: float = 0.5, param t: float = 0.1) -> float {
  qubit q
  RX(x + t, q)
  return expval(Z(q))
}
main {
  let best = minimize c() {
    steps = 200
    optimizer = adam(lr=0.1)
  }
  print(f"{best.value:.3f}") # CHECK: -1.000
}
