qml 1.0
circuit c(x: float) -> float {
  qubit q
  RX(log(x), q)
  return expval(Z(q))
}
