qml 1.0
# A small re-uploading classifier that a C++ program calls and trains.
circuit model[L=2](x: float[2], param w: float[L, 2, 3] ~ uniform(0, 2*pi)) -> float {
  qubit[2] q
  for l in range(L) {
    AngleEmbedding[axis=Y](x, q)
    Rot(w[l], q)
    CNOT(q[0], q[1])
  }
  return expval(Z(q[1]))
}

func loss(x: float[2], y: float) -> float = (model(x) - y)**2
