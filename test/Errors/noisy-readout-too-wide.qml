qml 1.0
# RUN: not qmlc run %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
noise n {
  H: bit_flip(0.1)
  measure: readout(0.1, 0.2)
}
observable parity[17] = Z(0)@Z(1)@Z(2)@Z(3)@Z(4)@Z(5)@Z(6)@Z(7)@Z(8)@Z(9)@Z(10)@Z(11)@Z(12)@Z(13)@Z(14)@Z(15)@Z(16)
circuit c() -> float {
  qubit[17] q
  H(q)
  return expval(parity, q)
}
main { print(c(noise=n, trajectories=2)) }
# CHECK:error[E0606]: an observable on this many qubits with unequal readout errors is too much for exact trajectories
# CHECK-NEXT:   --> {{.*}}noisy-readout-too-wide.qml:13:14
# CHECK-NEXT:    |
# CHECK-NEXT: 13 | main { print(c(noise=n, trajectories=2)) }
# CHECK-NEXT:    |              ^^^^^^^^^^^^^^^^^^^^^^^^^^
# CHECK-NEXT:    = help: give shots=…, or leave out `trajectories`
# CHECK-NOT:{{.+}}
