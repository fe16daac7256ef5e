qml 1.0
# A noisy device, and zero-noise extrapolation: the energy of a trained circuit at one, two and three times the noise.
observable ising[4] = -sum(Z(i)@Z((i + 1) % 4) for i in range(4)) - sum(X(i) for i in range(4))

circuit energy[L=2](param w: float[L, 2, 4] ~ uniform(0, 0.5)) -> float {
  qubit[4] q
  H(q)
  for l in range(L) {
    for i in range(4) { CNOT(q[i], q[(i + 1) % 4]); RZ(w[l, 0, i], q[(i + 1) % 4]); CNOT(q[i], q[(i + 1) % 4]) }
    RX(w[l, 1], q)
  }
  return expval(ising, q)
}

noise device(scale: float) {
  CNOT: depolarizing(0.002 * scale)
  RX, RZ: [depolarizing(0.0002 * scale), amplitude_damping(0.0005 * scale)]
}

main {
  let r = minimize energy() { optimizer = adam(lr=0.05); steps = 150; seed = 1 }
  let noisy = [energy(noise=device(scale)) for scale in [1.0, 2.0, 3.0]]
  # The parabola through the three energies, at no noise.
  let mitigated = 3*noisy[0] - 3*noisy[1] + noisy[2]
  print(f"exact {r.value:.4f}   noisy {noisy[0]:.4f}   extrapolated {mitigated:.4f}")
  print(f"10000 trajectories {energy(noise=device(1.0), trajectories=10000, seed=1):.2f}")
}
