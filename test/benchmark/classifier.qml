qml 1.0
# W3: the squared error of a classifier with angle encoding; the host asks for its mean over a batch and the gradient.
circuit model[L=4](x: float[n], param w: float[L, n, 3] ~ uniform(0, 2*pi)) -> float {
  qubit[n] q
  AngleEmbedding(x, q)
  for l in range(L) {
    Rot(w[l], q)
    ring(CNOT, q)
  }
  return expval(Z(q[0]))
}

func loss(x: float[n], y: float) -> float = (model(x) - y)**2
