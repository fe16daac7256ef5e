qml 1.0
# RUN: qmlc run --quiet %s | FileCheck %s
# Ground states: H2 on two qubits (qiskit-algorithms), a transverse-field Ising ring and a Heisenberg ring.
observable H2[2] = -1.052373245772859 * I + 0.39793742484318045 * Z(1) - 0.39793742484318045 * Z(0)
  - 0.01128010425623538 * Z(0)@Z(1) + 0.18093119978423156 * X(0)@X(1)

circuit h2(param w: float[2, 2, 2] ~ uniform(0, 2*pi)) -> float {
  qubit[2] q
  EfficientSU2(w, q)
  return expval(H2, q)
}

# Layers of both parts of the Hamiltonian, from the ground state of one: exact for n/2 layers.
observable ising4[4] = -sum(Z(i)@Z((i + 1) % 4) for i in range(4)) - sum(X(i) for i in range(4))
circuit tfim[n=4, p=2](param a, b: float[p] ~ uniform(0, 1)) -> float {
  qubit[n] q
  H(q)
  for l in range(p) {
    for i in range(n) { IsingZZ(a[l], q[i], q[(i + 1) % n]) }
    RX(b[l], q)
  }
  return expval(ising4, q)
}

observable heisenberg4[4] = sum(X(i)@X((i + 1) % 4) + Y(i)@Y((i + 1) % 4) + Z(i)@Z((i + 1) % 4) for i in range(4))
# Singlets on even pairs, then exchange on odd and even pairs.
circuit heisenberg[p=2](param a, b: float[p] ~ uniform(0, 1)) -> float {
  qubit[4] q = |1111>
  for i in range(2) { H(q[2*i]); CNOT(q[2*i], q[2*i + 1]) }
  for l in range(p) {
    exchange(a[l], q[1], q[2]); exchange(a[l], q[3], q[0])
    exchange(b[l], q[0], q[1]); exchange(b[l], q[2], q[3])
  }
  return expval(heisenberg4, q)
}
gate exchange(t: float, a, b: qubit) { IsingXX(t, a, b); IsingYY(t, a, b); IsingZZ(t, a, b) }

main {
  let a = minimize h2() { optimizer = adam(lr=0.1); steps = 500; seed = 1; tol = 1e-13 }
  # CHECK: H2 -1.85727503
  print(f"H2 {a.value:.8f}")
  let b = minimize tfim() { optimizer = adam(lr=0.1); steps = 800; seed = 1; tol = 1e-14 }
  # -2 / sin(pi / 8)
  # CHECK: Ising -5.226252
  print(f"Ising {b.value:.6f}")
  let c = minimize heisenberg() { optimizer = adam(lr=0.05); steps = 800; seed = 1; tol = 1e-14 }
  # CHECK: Heisenberg -8.000000
  print(f"Heisenberg {c.value:.6f}")
}
