qml 1.0
# RUN: qmlc run --quiet %s | FileCheck %s
# QAOA at p = 1 cuts .6924500897 of the edges of a 3-regular graph without triangles, at angles in closed form (Farhi et al., 2014).
problem k33 {
  binary s[6]
  maximize sum(s[i] + s[3 + j] - 2*s[i]*s[3 + j] for i in range(3) for j in range(3))
}

const cube_edges = [(0, 1), (2, 3), (4, 5), (6, 7), (0, 2), (1, 3), (4, 6), (5, 7), (0, 4), (1, 5), (2, 6), (3, 7)]
problem cube {
  binary s[8]
  maximize sum(s[i] + s[j] - 2*s[i]*s[j] for i, j in cube_edges)
}

circuit qaoa(C: observable[n], gamma, beta: float) -> float {
  qubit[n] q
  H(q)
  evolve(C, gamma, q)
  RX(2*beta, q)
  return expval(C, q)
}

main {
  # CHECK: K3,3 0.692450090, cube 0.692450090
  let gamma = -atan(1/sqrt(2.0))   # the Ising form is minimised
  print(f"K3,3 {k33.value(qaoa(k33.ising, gamma, pi/8)) / 9:.9f}, cube {cube.value(qaoa(cube.ising, gamma, pi/8)) / 12:.9f}")
}
