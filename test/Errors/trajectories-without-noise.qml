qml 1.0
# RUN: not qmlc run %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
circuit c() -> float {
  qubit q
  X(q)
  return expval(Z(q))
}
main { print(c(trajectories=100)) }
# CHECK:error[E0322]: `trajectories` says how to run noise, and there is none
# CHECK-NEXT:  --> {{.*}}trajectories-without-noise.qml:8:16
# CHECK-NEXT:   |
# CHECK-NEXT: 8 | main { print(c(trajectories=100)) }
# CHECK-NEXT:   |                ^^^^^^^^^^^^^^^^
# CHECK-NEXT:   = help: give the noise model too: noise=…
# CHECK-NOT:{{.+}}
