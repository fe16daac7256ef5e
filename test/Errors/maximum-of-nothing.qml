qml 1.0
# RUN: not qmlc run %s 2>&1 | FileCheck %s
# CHECK: error[E0126]: an empty tensor has no minimum or maximum
func f(x: float[2]) -> float = max(x[2:])
main { print(grad(f, wrt=x)([1.0, 2.0])) }
