# Matrices of kernels of one overlap, made of a table of states, against their pairs; and the same digits on any number of threads.
# RUN: qmlc run --threads 1 %s > %t.one
# RUN: qmlc run --threads 3 %s > %t.three
# RUN: diff %t.one %t.three
# RUN: FileCheck %s < %t.one
qml 1.0
const turns = 0.5
gate Layer(v: float[n], s: float, q: qubit[n]) {
  RX(v, q)
  ring(CZ, q)
  RY(s * v, q)
}
kernel plain(a, b: float[n]) = overlap(AngleEmbedding(a), AngleEmbedding(b))
kernel sized[reps](a, b: float[n]) = overlap(ZZFeatureMap[reps=reps](a), ZZFeatureMap[reps=reps](b))
kernel scaled(a, b: float[n]) = overlap(Layer(turns * a, 0.3), Layer(turns * b, 0.3))
kernel reversed(a, b: float[n]) = overlap(IQPEmbedding(b), IQPEmbedding(a))
kernel mixing(a, b: float[n]) = overlap(IQPEmbedding(a + b), IQPEmbedding(b + a))
kernel weighted(a, b: float[n]) = 0.5 * overlap(AngleEmbedding(a), AngleEmbedding(b)) + 0.5 * overlap(IQPEmbedding(a), IQPEmbedding(b))
kernel classical(a, b: float[n]) = exp(-sum((a - b)**2))
circuit model(x: float, param w: float = 0.3) -> float {
  qubit q
  RX(w * x, q)
  return expval(Z(q))
}
func weigh(a: float[n]) -> float[n] = model.w * a
kernel weighing(a, b: float[n]) = overlap(AngleEmbedding(weigh(a)), AngleEmbedding(weigh(b)))
kernel uneven(a, b: float[n]) = overlap(AngleEmbedding(a), IQPEmbedding(b))

main {
  let x = [[sin(1.0 * i * j + i) for j in range(1, 4)] for i in range(30)]
  let y = [[cos(1.0 * i + 2.0 * j) for j in range(1, 4)] for i in range(5)]
  # CHECK-COUNT-7: gram true
  for k in [plain, sized[reps=2], scaled, reversed, mixing, weighted, classical] {
    let g = k.gram(x)
    var apart = 0.0
    for i in range(30) {
      for j in range(30) { apart += abs(g[i, j] - k(x[i], x[j])) }
    }
    print("gram", apart < 1e-12)
  }
  # CHECK-COUNT-5: table true
  for k in [plain, sized[reps=1], scaled, reversed, uneven] {
    let g = k(x, y)
    var apart = 0.0
    for i in range(30) {
      for j in range(5) { apart += abs(g[i, j] - k(x[i], y[j])) }
    }
    print("table", apart < 1e-12)
  }
  # One number per row: a state shorter than a vector of numbers.
  # CHECK: short true true
  print("short", abs(plain.gram([[0.1], [0.7]])[1, 0] - cos(0.3)**2) < 1e-12, abs(plain.gram([[0.4]])[0, 0] - 1) < 1e-12)
  # Many qubits: states that are not prepared in batches.
  # CHECK: long true
  let z = [[0.01 * i * j for j in range(13)] for i in range(4)]
  print("long", abs(plain.gram(z)[1, 3] - plain(z[3], z[1])) < 1e-12)
  # A kernel follows the parameters it reads.
  # CHECK: trained true true
  print("start", model(0.1))
  let before = weighing.gram(y)[0, 1] - weighing(y[0], y[1])
  model.w = 2.0
  print("trained", abs(before) < 1e-12, abs(weighing.gram(y)[0, 1] - weighing(y[0], y[1])) < 1e-12)
  # CHECK: digits
  print("digits", sized[reps=2].gram(x), uneven(x, y))
}
