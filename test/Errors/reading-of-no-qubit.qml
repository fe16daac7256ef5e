qml 1.0
# RUN: not qmlc run %s 2>&1 | FileCheck %s
# CHECK: error[E0106]: `probs` reads no qubit here
circuit f() -> float[k] {
  qubit[2] q
  return probs(q[2:])
}
main { print(f()) }
