qml 1.0
# RUN: not qmlc run %s 2>&1 | FileCheck %s
# CHECK: error[E0303]: reducing run-time values along an axis is not supported yet
func f(w: float[2, 2]) -> float = sum(norm(w, axis=0))
main { print(grad(f, wrt=w)([[3.0, 0.0], [4.0, 1.0]])) }
