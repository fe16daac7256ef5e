qml 1.0
# RUN: not qmlc run --quiet %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
data d = make_moons(20, noise=0.1, seed=0)
circuit model(x: float[2], param w: float[2] ~ uniform(0, 1)) -> float[2] {
  qubit[2] q
  RX(x, q)
  RY(w, q)
  return expval(Z(q))
}
main {
  let fit = train model on d { loss = model(x) - y; epochs = 1 }
}
# CHECK:error[E0504]: this must be one number, it is float[2]
# CHECK-NEXT:   --> {{.*}}loss-is-no-number.qml:11:39
# CHECK-NEXT:    |
# CHECK-NEXT: 11 |   let fit = train model on d { loss = model(x) - y; epochs = 1 }
# CHECK-NEXT:    |                                       ^^^^^^^^^^^^
# CHECK-NEXT:    = help: use mean(…), sum(…) or cross_entropy(…)
# CHECK-NOT:{{.+}}
