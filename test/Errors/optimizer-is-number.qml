qml 1.0
# RUN: not qmlc run --quiet %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
circuit model(param w: float ~ uniform(0, 1)) -> float {
  qubit q
  RX(w, q)
  return expval(Z(q))
}
main { let r = minimize model() { optimizer = 3 } }
# CHECK:error[E0319]: this is no optimiser
# CHECK-NEXT:  --> {{.*}}optimizer-is-number.qml:8:47
# CHECK-NEXT:   |
# CHECK-NEXT: 8 | main { let r = minimize model() { optimizer = 3 } }
# CHECK-NEXT:   |                                               ^
# CHECK-NEXT:   = help: for example adam(lr=0.05) or cobyla()
# CHECK-NOT:{{.+}}
