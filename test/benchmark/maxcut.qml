qml 1.0
# W5: QAOA of three layers for the largest cut of a 3-regular graph with 20 nodes (data/graph_20.json).
const edges = [
  (0, 9), (0, 10), (0, 19), (1, 5), (1, 17), (1, 19), (2, 5), (2, 7), (2, 8), (3, 4),
  (3, 6), (3, 8), (4, 11), (4, 15), (5, 12), (6, 7), (6, 18), (7, 14), (8, 9), (9, 16),
  (10, 13), (10, 16), (11, 18), (11, 19), (12, 13), (12, 14), (13, 18), (14, 15), (15, 17), (16, 17)]

circuit cut[p=3](param w: float[p, 2] ~ uniform(0, 0.4*pi)) -> float {
  qubit[20] q
  H(q)
  for l in range(p) {
    for i, j in edges { IsingZZ(w[l, 0], q[i], q[j]) }
    RX(w[l, 1], q)
  }
  return expval(0.5 * len(edges) * I - 0.5 * sum(Z(q[i])@Z(q[j]) for i, j in edges))
}
