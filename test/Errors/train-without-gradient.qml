qml 1.0
# RUN: not qmlc run --quiet %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
data d = make_moons(20, noise=0.1, seed=0)
circuit model(x: float[2], param w: float[2] ~ uniform(0, 1)) -> float {
  qubit[2] q
  RX(x, q)
  RY(w, q)
  return expval(Z(q[0]))
}
main { let fit = train model on d { loss = (model(x) - y)**2; optimizer = cobyla(); epochs = 1 } }
# CHECK:error[E0319]: `cobyla` works without gradients; `train` needs one that uses them
# CHECK-NEXT:   --> {{.*}}train-without-gradient.qml:10:75
# CHECK-NEXT:    |
# CHECK-NEXT: 10 | main { let fit = train model on d { loss = (model(x) - y)**2; optimizer = cobyla(); epochs = 1 } }
# CHECK-NEXT:    |                                                                           ^^^^^^^^
# CHECK-NEXT:    = help: use adam, or `minimize` with cobyla
# CHECK-NOT:{{.+}}
