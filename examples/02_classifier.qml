qml 1.0
# Variational classifier with data re-uploading, mini-batch Adam
data moons = make_moons(200, noise=0.1, seed=0) |> minmax(-pi/2, pi/2) |> labels(-1, 1) |> split(test=0.25, seed=1)

circuit model[L=4](x: float[n], param w: float[L, n, 3] ~ uniform(0, 2*pi)) -> float {
  qubit[n] q
  for l in range(L) {
    AngleEmbedding(x, q, axis=Y)
    Rot(w[l], q)
    ring(CZ, q)
  }
  return expval(Z(q[0]))
}

main {
  let fit = train model on moons.train {
    loss      = (model(x) - y)**2
    optimizer = adam(lr=0.05)
    batch     = 32
    epochs    = 30
    validate  = moons.test
    metric    = accuracy(sign(model(x)), y)
    seed      = 42
  }
  print(f"test accuracy {fit.metric:.3f}")
  save(fit, "moons.params")
}
