qml 1.0
# A chart in a folder that does not exist was an error after the training.
# RUN: not qmlc run %s 2>&1 | FileCheck %s
# CHECK-NOT: epoch 1/1
# CHECK: error[E0410]: cannot write {{.*}}no/such/folder/loss.svg: No such file or directory
data d = make_moons(20, noise=0.1, seed=0)
circuit model(x: float[2], param w: float[2] ~ uniform(0, 1)) -> float {
  qubit[2] q
  RX(x, q)
  RY(w, q)
  return expval(Z(q[0]))
}
main {
  let fit = train model on d { loss = (model(x) - y)**2; epochs = 1; plot = "no/such/folder/loss.svg" }
}
