qml 1.0
# RUN: qmlc run %s | FileCheck %s
# A slice of a register that holds no qubit means none; so does a power of a barrier.
noise idling { idle: bit_flip(0.5) }
circuit c() -> float[2] {
  qubit[2] q
  barrier(q[2:])
  pow(2) { barrier(q) }
  return expval(Z(q))
}
circuit d() -> float[2] {
  qubit[2] q
  barrier(q[2:])
  return expval(Z(q))
}
main {
  print(c())              # CHECK: [1.0, 1.0]
  print(d(noise=idling))  # CHECK-NEXT: [1.0, 1.0]
}
