qml 1.0
# RUN: not qmlc run %s 2>&1 | FileCheck %s
# CHECK: error[E0303]: `softmax` of a run-time matrix is not supported yet
func f(a: float[2, 2]) -> float = softmax(a)[0, 0]
main { print(grad(f, wrt=a)(zeros([2, 2]))) }
