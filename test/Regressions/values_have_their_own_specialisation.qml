qml 1.0
# RUN: qmlc run %s | FileCheck %s
# Circuits are compiled once per value that is known: ranges differ by their steps, observables by their wires and by where
# coefficients end, lists by their items.
circuit flipped(places: int[k]) -> float[6] {
  qubit[6] q
  for i in places { X(q[i]) }
  return expval(Z(q))
}
observable one = Z(0)
observable two[2] = Z(0)
circuit wide(o: observable[n]) -> float[2**n] {
  qubit[n] q
  H(q)
  return probs(q)
}
observable early = X(1) + 12.0 * Z(0)
observable late = X(11) + 2.0 * Z(0)
circuit energy(o: observable) -> float {
  qubit[12] q
  RY(1.0, q[11])
  return expval(o, q)
}
circuit listed[os=[Z(0)]](x: float) -> float {
  qubit q
  RY(x, q)
  return expval(os[0], q)
}
main {
  print(flipped(range(0, 6, 2)))  # CHECK: [-1.0, 1.0, -1.0, 1.0, -1.0, 1.0]
  print(flipped(range(0, 6, 3)))  # CHECK-NEXT: [-1.0, 1.0, 1.0, -1.0, 1.0, 1.0]
  print(f"{wide(one):.2f}")       # CHECK-NEXT: [0.50, 0.50]
  print(f"{wide(two):.2f}")       # CHECK-NEXT: [0.25, 0.25, 0.25, 0.25]
  print(f"{energy(early):.4f}")   # CHECK-NEXT: 12.0000
  print(f"{energy(late):.4f}")    # CHECK-NEXT: 2.8415
  print(f"{listed[os=[Z(0)]](0.3):.4f} {listed[os=[X(0)]](0.3):.4f}") # CHECK-NEXT: 0.9553 0.2955
}
