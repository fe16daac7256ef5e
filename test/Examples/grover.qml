qml 1.0
# RUN: qmlc run --quiet %s | FileCheck %s
# Grover's search; the probability of a marked state after k iterations is sin((2k + 1) asin(sqrt(m / 2**n)))**2.
gate oracle[marked](q: qubit[n]) {
  for m in range(marked) { ctrl(Z, q[:-1] == 2**(n - 1) - 1 - m)(q[-1]) }
}

circuit grover[n, marked, k]() -> float[2**n] {
  qubit[n] q
  H(q)
  for _ in range(k) {
    oracle[marked=marked](q)
    GroverOperator(q)
  }
  return probs(q)
}

func found(p: float[N], n: int, marked: int) -> float = sum([p[2**n - 1 - 2*m] for m in range(marked)])

main {
  # CHECK: 2 1 1 1.0000000
  print(f"2 1 1 {found(grover[n=2, marked=1, k=1](), 2, 1):.7f}")
  # CHECK: 3 1 2 0.9453125
  print(f"3 1 2 {found(grover[n=3, marked=1, k=2](), 3, 1):.7f}")
  # CHECK: 3 2 1 1.0000000
  print(f"3 2 1 {found(grover[n=3, marked=2, k=1](), 3, 2):.7f}")
  # CHECK: 4 1 3 0.9613190
  print(f"4 1 3 {found(grover[n=4, marked=1, k=3](), 4, 1):.7f}")
  # CHECK: 5 1 4 0.9991823
  print(f"5 1 4 {found(grover[n=5, marked=1, k=4](), 5, 1):.7f}")
  # CHECK: 10 1 25 0.9994612
  print(f"10 1 25 {found(grover[n=10, marked=1, k=25](), 10, 1):.7f}")
}
