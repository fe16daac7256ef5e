qml 1.0
# In a metric `y` was a single number of the row, not the row.
# RUN: qmlc run --quiet %s | FileCheck %s
data d = make_moons(20, noise=0.1, seed=0) |> onehot()
circuit model(x: float[2], param w: float[2] ~ uniform(0, 1)) -> float {
  qubit[2] q
  RX(x, q)
  RY(w, q)
  return expval(Z(q[0]))
}
main {
  let fit = train model on d { loss = (model(x) - y[0])**2; epochs = 1; metric = y[0] + 2 * y[1] }
  # CHECK: 1.500
  print(f"{fit.metric:.3f}")
}
