qml 1.0
# RUN: qmlc run %s --quiet | FileCheck %s
# CHECK: gradients agree
# The gradient of a batch, where numbers that are computed alike are computed in loops, against that of a sum over the samples. Some
# parameters stand in angles that rows share and in others.
data moons = make_moons(6, noise=0.1, seed=0) |> minmax(-pi/2, pi/2) |> labels(-1, 1)
const p0 = [[[0.01*l + 0.2*i - 0.3*k for k in range(3)] for i in range(4)] for l in range(30)]
gate layers(x: float[2], p: float[30, 4, 3], q: qubit[4]) {
  for l in range(30) {
    for i in range(4) { RX(p[l, i, 0], q[i]) }
    for i in range(4) { RZ(p[l, i, 1]*x[i % 2], q[i]) }
    for i in range(4) { RY(sin(p[l, i, 2]) + p[l, i, 1], q[i]) }
    ring(CNOT, q)
  }
}
circuit model(x: float[2], param p: float[30, 4, 3] = p0) -> float {
  qubit[4] q
  layers(x, p, q)
  return expval(Z(q[0]))
}
circuit sample(x: float[2], p: float[30, 4, 3]) -> float {
  qubit[4] q
  layers(x, p, q)
  return expval(Z(q[0]))
}
func loss(p: float[30, 4, 3]) -> float = sum((sample(moons.x[i], p) - moons.y[i])**2 for i in range(6)) / 6
main {
  let fit = train model on moons { loss = (model(x) - y)**2; epochs = 1; batch = 6; optimizer = gradient_descent(lr=0.5) }
  let difference = max(abs((p0 - fit.params.p)/0.5 - grad(loss, wrt=p)(p0)))
  print("gradients agree" if difference < 1e-12 else f"gradients differ by {difference}")
}
