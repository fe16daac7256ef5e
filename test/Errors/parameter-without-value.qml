qml 1.0
# RUN: not qmlc run --quiet %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
circuit f(param w: float[2] ~ uniform(0, 1)) -> float {
  qubit[2] q
  RX(w, q)
  return expval(Z(q[0]))
}
main { print(f.w) }
# CHECK:error[E0316]: `f.w` has no value yet
# CHECK-NEXT:  --> {{.*}}parameter-without-value.qml:8:16
# CHECK-NEXT:   |
# CHECK-NEXT: 8 | main { print(f.w) }
# CHECK-NEXT:   |                ^
# CHECK-NEXT:   = help: call or train `f` first
# CHECK-NOT:{{.+}}
