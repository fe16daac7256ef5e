qml 1.0
# W7: the ansatz of two layers with a depolarizing channel on every qubit that a gate touched, by its density matrix or by
# trajectories. `repeat` tells the cost of one run from that of the start.
const repeat = 1
const trajectories = 0
data angles = csv("angles.csv")

noise depolarized {
  RY, RZ, CNOT: depolarizing(0.01)
}

circuit energy[L=2](w: float[m, 2]) -> float {
  qubit[m // L] q
  for l in range(L) {
    for i in range(m // L) {
      RY(w[l * (m // L) + i, 0], q[i])
      RZ(w[l * (m // L) + i, 1], q[i])
    }
    ring(CNOT, q)
  }
  return expval(Z(q[0]) + sum(Z(q[i])@Z(q[i + 1]) for i in range(m // L - 1)))
}

main {
  var w = angles.x
  for i in range(repeat) {
    let value = energy(w, noise=depolarized, trajectories=trajectories) if trajectories > 0 else energy(w, noise=depolarized)
    if i == 0 { print(f"{value:.17g}") }
    w = w + 1e-3
  }
}
