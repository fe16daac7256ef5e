qml 1.0
# Those of `state(q)` were listed twice.
# RUN: qmlc run %s | FileCheck %s
# CHECK: {{\[\[}}0.0, 0.0], [1.0, 0.0]]
circuit f() -> float[2, 2] {
  qubit q
  X(q)
  return state(q)
}
main { print(f()) }
