qml 1.0
# RUN: not qmlc run --quiet %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
circuit f(x: float) -> float {
  qubit q
  RX(x, q)
  return expval(Z(q))
}
main { print(f(inf)) }
# CHECK:error[E0604]: an angle is not a finite number
# CHECK-NEXT:  --> {{.*}}angle-not-finite.qml:8:14
# CHECK-NEXT:   |
# CHECK-NEXT: 8 | main { print(f(inf)) }
# CHECK-NEXT:   |              ^^^^^^
# CHECK-NEXT:   = help: look for a division by zero, a logarithm of 0 or a diverging training
# CHECK-NOT:{{.+}}
