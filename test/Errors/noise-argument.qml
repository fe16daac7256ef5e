qml 1.0
# RUN: not qmlc run %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
circuit c() -> float {
  qubit q
  X(q)
  return expval(Z(q))
}
main { print(c(noise=0.1)) }
# CHECK:error[E0322]: `noise` takes a noise model, this is float
# CHECK-NEXT:  --> {{.*}}noise-argument.qml:8:16
# CHECK-NEXT:   |
# CHECK-NEXT: 8 | main { print(c(noise=0.1)) }
# CHECK-NEXT:   |                ^^^^^^^^^
# CHECK-NEXT:   = help: declare one: `noise n { CNOT: depolarizing(0.01) }`
# CHECK-NOT:{{.+}}
