qml 1.0
# RUN: qmlc run %s | FileCheck %s
# Where an index that is known at run time only finds nothing, nothing else is touched.
func picked(p: float[2], y: float) -> float = p[y]
main {
  let g = grad(picked, wrt=p)
  print(g([0.1, 0.2], 1.0), g([0.1, 0.2], 5.0), g([0.1, 0.2], -1.0)) # CHECK: [0.0, 1.0] [0.0, 0.0] [0.0, 0.0]
}
