# In single precision all that a program computes with states is near its double value, and differs in late digits.
# RUN: qmlc run --quiet %s > %t.default
# RUN: qmlc run --quiet --precision double %s > %t.double
# RUN: diff %t.default %t.double
# RUN: qmlc run --quiet --precision single %s > %t.single
# RUN: python3 %S/Inputs/near.py %t.double %t.single
# RUN: not qmlc run --precision half %s 2>&1 | FileCheck %s
# CHECK: --precision: half not in {double,single}
qml 1.0
data points = make_moons(40, noise=0.1, seed=0)
circuit model(x: float[2], param w: float[2, 2] ~ uniform(0, pi)) -> float {
  qubit[2] q
  for l in range(2) {
    RX(x, q)
    RY(w[l], q)
    CNOT(q[0], q[1])
  }
  return expval(Z(q[0]))
}
circuit sampled(x: float) {
  qubit[2] q
  RX(x, q)
  return expval(Z(q[0])), counts(q)
}
circuit several(x: float) {
  qubit[2] q
  RX(x, q)
  return expval(Z(q[0])), probs(q)
}
kernel k(a, b: float[n]) = overlap(IQPEmbedding(a), IQPEmbedding(b))
kernel pairs(a, b: float[n]) = 1.0 * overlap(IQPEmbedding(a), IQPEmbedding(b))

main {
  let x = points.x
  print(model(x[0]))
  print(model(x))
  print(several(0.3))
  print(sampled(0.3)[0])
  print(model.probs(x[1]))
  print(model.state(x[1]))
  print(grad(model, wrt=x)(x[0]))
  print(k.gram(x[0:5]))
  print(pairs.gram(x[0:5]))
  let fit = train model on points {
    loss   = (model(x) - y)**2
    batch  = 7
    epochs = 3
  }
  print(fit.loss)
}
