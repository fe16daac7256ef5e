qml 1.0
# RUN: qmlc run %s | FileCheck %s
circuit a(x: float) -> float {
  qubit[3] q
  RY(x, q)
  return probs(q)
}
# CHECK: 1.0
main { print(min(a.sample(0.9, shots=50, seed=1) == a.sample(0.9, shots=50, seed=1))) }
