qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
circuit f() -> float[2] {
  qubit q
  RX("a", q)
  return probs(q)
}
# CHECK:error[E0106]: an angle of `RX` is a number, this is string
# CHECK-NEXT:  --> {{.*}}angle-is-text.qml:5:6
# CHECK-NEXT:   |
# CHECK-NEXT: 5 |   RX("a", q)
# CHECK-NEXT:   |      ^^^
# CHECK-NOT:{{.+}}
