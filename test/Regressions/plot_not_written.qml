qml 1.0
# A chart that could not be written ended the program before it saved what was trained.
# RUN: qmlc run --quiet %s 2>&1 | FileCheck %s
data d = make_moons(20, noise=0.1, seed=0)
circuit model(x: float[2], param w: float[2] ~ uniform(0, 1)) -> float {
  qubit[2] q
  RX(x, q)
  RY(w, q)
  return expval(Z(q[0]))
}
main {
  # CHECK: warning[E0410]: cannot write /dev/full: No space left on device
  # CHECK: trained 2 epochs
  let fit = train model on d { loss = (model(x) - y)**2; epochs = 2; plot = "/dev/full" }
  print(f"trained {fit.epochs} epochs")
}
