qml 1.0
# RUN: qmlc run --quiet %s | FileCheck %s
# Phase estimation: exact where the phase has t bits, else the closed form of the peak.
circuit estimate[t](phase: float) -> float[2**t] {
  qubit[t] c
  qubit s
  X(s)
  H(c)
  for k in range(t) { ctrl(PhaseShift, c[k])(2*pi*phase*2**(t - 1 - k), s) }
  adjoint(QFT)(c)
  return probs(c)
}

circuit powers[t](U: gate(qubit)) -> float[2**t] {
  qubit[t] c
  qubit s
  X(s)
  QPE(U, c, s)
  return probs(c)
}

# QFT of a basis state, and back.
circuit there_and_back() -> float[8] {
  qubit[3] q = |101>
  QFT(q)
  adjoint(QFT)(q)
  return probs(q)
}

circuit qft() -> float[8] {
  qubit[3] q = |101>
  QFT(q)
  return probs(q)
}

main {
  let eighth = powers[t=3](T)
  # CHECK: 1 1.0000000000
  print(f"{argmax(eighth)} {max(eighth):.10f}")
  let third = estimate[t=4](1/3)
  # CHECK: 5 0.684895389
  print(f"{argmax(third)} {max(third):.9f}")
  let fifth = estimate[t=4](0.2)
  # CHECK: 3 0.8755901976
  print(f"{argmax(fifth)} {max(fifth):.10f}")
  # CHECK: 5 1.0000000000
  print(f"{argmax(there_and_back())} {max(there_and_back()):.10f}")
  # CHECK: 0.1250000000 0.1250000000
  print(f"{min(qft()):.10f} {max(qft()):.10f}")
}
