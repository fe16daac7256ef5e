qml 1.0
# RUN: qmlc run --quiet %s | FileCheck %s
# QAOA cuts (2p + 1) / (2p + 2) of a ring's edges at depth p (Farhi et al., 2014); the exact optimum is what annealing finds.
const n = 8
problem ring_cut {
  binary s[n]
  maximize sum(s[i] + s[(i + 1) % n] - 2*s[i]*s[(i + 1) % n] for i in range(n))
}

gate layers(C: observable[n], gamma, beta: float[p], q: qubit[n]) {
  H(q)
  for k in range(p) {
    evolve(C, gamma[k], q)
    RX(2*beta[k], q)
  }
}

# The sizes of a model's parameters are fixed by its first use: one circuit per depth.
circuit shallow(C: observable[n], param gamma, beta: float[1] ~ uniform(0.1, 0.4)) -> float {
  qubit[n] q
  layers(C, gamma, beta, q)
  return expval(C, q)
}
circuit deeper(C: observable[n], param gamma, beta: float[2] ~ uniform(0.1, 0.4)) -> float {
  qubit[n] q
  layers(C, gamma, beta, q)
  return expval(C, q)
}

main {
  let one = minimize shallow(ring_cut.ising) { optimizer = adam(lr=0.05); steps = 600; seed = 1; tol = 1e-14 }
  # CHECK: p = 1: 0.75000
  print(f"p = 1: {ring_cut.value(one.value) / n:.5f}")
  let two = minimize deeper(ring_cut.ising) { optimizer = adam(lr=0.05); steps = 1000; seed = 1; tol = 1e-14 }
  # CHECK: p = 2: 0.83333
  print(f"p = 2: {ring_cut.value(two.value) / n:.5f}")
  # CHECK: exact 8.0 annealing 8.0
  print(f"exact {ring_cut.solve(exact()).value} annealing {ring_cut.solve(simulated_annealing(reads=100, seed=1)).value}")
}
