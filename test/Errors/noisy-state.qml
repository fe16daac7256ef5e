qml 1.0
# RUN: not qmlc run %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
noise n { X: bit_flip(0.1) }
circuit c() -> float {
  qubit q
  X(q)
  return expval(Z(q))
}
main { print(c.state(noise=n)) }
# CHECK:error[E0605]: a noisy circuit has no state vector
# CHECK-NEXT:  --> {{.*}}noisy-state.qml:9:14
# CHECK-NEXT:   |
# CHECK-NEXT: 9 | main { print(c.state(noise=n)) }
# CHECK-NEXT:   |              ^^^^^^^^^^^^^^^^
# CHECK-NEXT:   = help: read expval, var, probs or counts
# CHECK-NOT:{{.+}}
