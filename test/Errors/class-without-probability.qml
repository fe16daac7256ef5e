qml 1.0
# RUN: not qmlc run --quiet %s 2>&1 | FileCheck %s
# CHECK: error[E0503]: the loss is no longer a finite number in epoch 1
# CHECK: classes without a probability
data d = make_moons(40, noise=0.1, seed=0) |> labels(-1, 1)
circuit model(x: float[2], param w: float = 0.1) -> float[2] {
  qubit q
  RY(x[0] * w, q)
  return probs(q)
}
main {
  train model on d {
    loss = cross_entropy(model(x), y)
    epochs = 1
  }
}
