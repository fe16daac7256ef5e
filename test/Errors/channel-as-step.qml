qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
circuit c() -> float {
  qubit q
  bit_flip(0.1, q)
  return expval(Z(q))
}
main { print(c()) }
# CHECK:error[E0303]: `bit_flip` as a step of a circuit is not supported yet
# CHECK-NEXT:  --> {{.*}}channel-as-step.qml:5:3
# CHECK-NEXT:   |
# CHECK-NEXT: 5 |   bit_flip(0.1, q)
# CHECK-NEXT:   |   ^^^^^^^^^^^^^^^^
# CHECK-NEXT:   = help: declare `noise n { H: bit_flip(…) }` and run the circuit with `noise=n`
# CHECK-NOT:{{.+}}
