qml 1.0
# RUN: not qmlc run --quiet %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
circuit model(param w: float ~ uniform(0, 1)) -> float {
  qubit q
  RX(w, q)
  return expval(Z(q))
}
main {
  let fit = train model on [1, 2] { loss = model() }
}
# CHECK:error[E0402]: expected data, this is float[2]
# CHECK-NEXT:  --> {{.*}}train-on-a-list.qml:9:28
# CHECK-NEXT:   |
# CHECK-NEXT: 9 |   let fit = train model on [1, 2] { loss = model() }
# CHECK-NEXT:   |                            ^^^^^^
# CHECK-NEXT:   = help: for example `iris.train`
# CHECK-NOT:{{.+}}
