qml 1.0
# A training that ended before its last epoch had no metric. Its loss stays as it is, since the steps are too small for it.
# RUN: qmlc run --quiet %s | FileCheck %s
data d = make_moons(20, noise=0.1, seed=0)
circuit model(x: float[2], param w: float[2] ~ uniform(0, 1)) -> float {
  qubit[2] q
  RX(x, q)
  RY(w, q)
  return expval(Z(q[0]))
}
main {
  let fit = train model on d {
    loss      = (model(x) - y)**2
    optimizer = gradient_descent(lr=1e-300)
    shuffle   = false
    stop      = patience(2)
    metric    = y
  }
  # CHECK: 3 epochs, metric 0.500
  print(f"{fit.epochs} epochs, metric {fit.metric:.3f}")
}
