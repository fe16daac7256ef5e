qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
circuit g() -> float { qubit q; return expval(Z(q)) }
circuit f() -> float[2] {
  qubit q
  RX(g(), q)
  return probs(q)
}
main { print(f()) }
# CHECK:error[E0303]: calling a circuit inside a circuit is not supported yet
# CHECK-NEXT:  --> {{.*}}unsupported-nested-circuit.qml:6:6
# CHECK-NEXT:   |
# CHECK-NEXT: 6 |   RX(g(), q)
# CHECK-NEXT:   |      ^^^
# CHECK-NEXT:   = help: make `g` a gate
# CHECK-NOT:{{.+}}
