qml 1.0
# RUN: qmlc run --quiet %s | FileCheck %s
# Expectations and probabilities of three templates, weight number k is k / 10, to all digits that PennyLane 0.45.1 prints.
const x = [0.1, 0.2, 0.3, 0.4]

circuit strongly(w: float[L, 4, 3]) -> float[4] {
  qubit[4] q
  AngleEmbedding(x, q)
  StronglyEntanglingLayers(w, q)
  return expval(Z(q))
}

circuit basic(w: float[L, 4]) -> float[4] {
  qubit[4] q
  AngleEmbedding(x, q)
  BasicEntanglerLayers(w, q)
  return expval(Z(q))
}

circuit iqp() -> float[4] {
  qubit[4] q
  IQPEmbedding[reps=2](x, q)
  return probs(q[0:2])
}

main {
  let a = strongly([[[(l*12 + i*3 + k + 1) / 10 for k in range(3)] for i in range(4)] for l in range(2)])
  # CHECK: 0.1227009780 -0.0042407788 0.0397918047 0.0318170073
  print(f"{a[0]:.10f} {a[1]:.10f} {a[2]:.10f} {a[3]:.10f}")
  let b = basic([[(l*4 + i + 1) / 10 for i in range(4)] for l in range(2)])
  # CHECK: 0.4043791685 0.4293395830 0.4446666086 0.4671178302
  print(f"{b[0]:.10f} {b[1]:.10f} {b[2]:.10f} {b[3]:.10f}")
  let c = iqp()
  # CHECK: 0.984433871 0.0123472099 0.00305565805 0.000163260773
  print(f"{c[0]:.9f} {c[1]:.10f} {c[2]:.11f} {c[3]:.12f}")
}
