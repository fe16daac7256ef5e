qml 1.0
# RUN: qmlc run --quiet %s | FileCheck %s
# The three-qubit bit-flip code fails where two or three qubits flip: 3 p^2 - 2 p^3.
noise flips(p: float) { idle: bit_flip(p) }

circuit code() -> float[2] {
  qubit[3] d
  CNOT(d[0], d[1]); CNOT(d[0], d[2])
  barrier(d) # noise acts here
  CNOT(d[0], d[1]); CNOT(d[0], d[2])
  Toffoli(d[1], d[2], d[0])
  return probs(d[0])
}

main {
  # CHECK: 0.028000000 0.000298000
  print(f"{code(noise=flips(0.1))[1]:.9f} {code(noise=flips(0.01))[1]:.9f}")
  # CHECK-NEXT: true
  print(abs(code(noise=flips(0.1), trajectories=100000, seed=1)[1] - 0.028) < 0.002)
  # CHECK-NEXT: true
  print(abs(code.counts(noise=flips(0.1), shots=100000, seed=1).total() - 100000) == 0)
}
