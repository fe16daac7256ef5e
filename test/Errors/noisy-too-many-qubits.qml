qml 1.0
# RUN: not qmlc run %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
noise n { H: bit_flip(0.1) }
circuit c() -> float {
  qubit[24] q
  H(q)
  for i in range(23) { CNOT(q[i], q[i + 1]) }
  return expval(Z(q[0]) @ Z(q[23]))
}
main { print(c(noise=n)) }
# CHECK:error[E0602]: the density matrix of 24 qubits is more than this machine has memory for
# CHECK-NEXT:   --> {{.*}}noisy-too-many-qubits.qml:10:14
# CHECK-NEXT:    |
# CHECK-NEXT: 10 | main { print(c(noise=n)) }
# CHECK-NEXT:    |              ^^^^^^^^^^
# CHECK-NEXT:    = help: `trajectories=1000` averages over 1000 state vectors instead
# CHECK-NOT:{{.+}}
