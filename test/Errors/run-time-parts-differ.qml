qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s
# CHECK: error[E0103]: the parts of a list of run-time values have one shape, these are float[2] and float[3]
func f(x: float[2], y: float[3]) -> float = sum([x, y])
