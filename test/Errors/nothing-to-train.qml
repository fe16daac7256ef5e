qml 1.0
# RUN: not qmlc run --quiet %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
data d = make_moons(20, noise=0.1, seed=0)
circuit model(x: float[2]) -> float {
  qubit[2] q
  RX(x, q)
  return expval(Z(q[0]))
}
main {
  let fit = train model on d { loss = (model(x) - y)**2; epochs = 1 }
}
# CHECK:error[E0505]: there is nothing to train: this has no `param`
# CHECK-NEXT:   --> {{.*}}nothing-to-train.qml:10:39
# CHECK-NEXT:    |
# CHECK-NEXT: 10 |   let fit = train model on d { loss = (model(x) - y)**2; epochs = 1 }
# CHECK-NEXT:    |                                       ^^^^^^^^^^^^^^^^^
# CHECK-NEXT:    = help: declare trainable numbers in the signature: param w: float[3] ~ uniform(0, 2*pi)
# CHECK-NOT:{{.+}}
