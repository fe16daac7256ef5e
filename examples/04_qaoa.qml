qml 1.0
# MaxCut: state the problem once, solve it with QAOA, annealing or exactly
const edges = [(0, 1), (1, 2), (2, 3), (3, 0), (0, 2)]

problem maxcut {
  binary s[4]
  maximize sum(s[i] + s[j] - 2*s[i]*s[j] for i, j in edges)
}

circuit qaoa[p=2](C: observable[n], param gamma, beta: float[p] ~ uniform(0, 0.5)) -> float {
  qubit[n] q
  H(q)
  for k in range(p) {
    evolve(C, gamma[k], q)
    RX(2*beta[k], q)
  }
  return expval(C, q)
}

main {
  let r = minimize qaoa(maxcut.ising) { optimizer = adam(lr=0.1); steps = 150; seed = 1 }
  let best = qaoa.counts(maxcut.ising, shots=1000).most_common()
  print(f"<cut> {maxcut.value(r.value):.3f}   best {best}   optimum {maxcut.solve(exact()).value}")
  let sa = maxcut.solve(simulated_annealing(reads=100, seed=1))
  print(f"annealing {sa.value} {sa.s}")
}
