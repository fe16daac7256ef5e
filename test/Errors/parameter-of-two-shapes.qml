qml 1.0
# RUN: not qmlc run %s 2>&1 | FileCheck %s
# CHECK: error[E0107]: `w` of `c` would have two shapes here
circuit c(x: float[n], param w: float[n] = 0.1) -> float {
  qubit[n] q
  RX(w * x, q)
  return expval(Z(q[0]))
}
func f(x: float[2], y: float[3]) -> float = c(x) + c(y)
main { print(grad(f, wrt=x)([1.0, 2.0], [1.0, 2.0, 3.0])) }
