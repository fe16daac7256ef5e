qml 1.0
# RUN: not qmlc run %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
noise flips(p: float) { X: bit_flip(p) }
circuit c() -> float {
  qubit q
  X(q)
  return expval(Z(q))
}
main { print(c(noise=flips)) }
# CHECK:error[E0322]: the noise model `flips` takes arguments
# CHECK-NEXT:  --> {{.*}}noise-argument-not-called.qml:9:16
# CHECK-NEXT:   |
# CHECK-NEXT: 9 | main { print(c(noise=flips)) }
# CHECK-NEXT:   |                ^^^^^^^^^^^
# CHECK-NEXT:   = help: write noise=flips(…)
# CHECK-NOT:{{.+}}
