qml 1.0
# A constant runs the circuit that its func calls too, which is lowered then; the func's stages still begin as they were generated.
# RUN: qmlc build %s --entry f --emit=qml | FileCheck %s
# CHECK: qml.run @c
# CHECK: func.func @c(
# CHECK: quantum.gate RX
circuit c(x: float) -> float {
  qubit q
  RX(x, q)
  return expval(Z(q))
}
const a = c(0.3)
func f(x: float) -> float = a*x*c(0.7)
