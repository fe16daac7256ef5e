qml 1.0
# RUN: not qmlc run --quiet %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
circuit model(param w: float ~ uniform(0, 1)) -> float {
  qubit q
  RX(w, q)
  return expval(Z(q))
}
main { print(grad(model, wrt=v)()) }
# CHECK:error[E0505]: `model` has no argument or parameter `v`
# CHECK-NEXT:  --> {{.*}}gradient-by-unknown.qml:8:14
# CHECK-NEXT:   |
# CHECK-NEXT: 8 | main { print(grad(model, wrt=v)()) }
# CHECK-NEXT:   |              ^^^^^^^^^^^^^^^^^^^^
# CHECK-NOT:{{.+}}
