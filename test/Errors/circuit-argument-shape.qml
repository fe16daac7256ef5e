qml 1.0
# RUN: not qmlc run --quiet %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
circuit f(x: float[2]) -> float {
  qubit[2] q
  RX(x, q)
  return expval(Z(q[0]))
}
main { print(f([1.0, 2.0, 3.0])) }
# CHECK:error[E0107]: `x` of `f` must be float[2], found float[3]
# CHECK-NEXT:  --> {{.*}}circuit-argument-shape.qml:8:16
# CHECK-NEXT:   |
# CHECK-NEXT: 3 | circuit f(x: float[2]) -> float {
# CHECK-NEXT:   |           - `x` is declared here
# CHECK-NEXT: 8 | main { print(f([1.0, 2.0, 3.0])) }
# CHECK-NEXT:   |                ^^^^^^^^^^^^^^^ this is float[3]
# CHECK-NOT:{{.+}}
