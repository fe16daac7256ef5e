qml 1.0
# RUN: not qmlc run --quiet %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
circuit f[n]() -> float[2**n] {
  qubit[n] q
  H(q)
  return probs(q)
}
main { print(f()) }
# CHECK:error[E0105]: the size `n` of `f` is not given
# CHECK-NEXT:  --> {{.*}}size-not-given.qml:8:14
# CHECK-NEXT:   |
# CHECK-NEXT: 3 | circuit f[n]() -> float[2**n] {
# CHECK-NEXT:   |           - declared here
# CHECK-NEXT: 8 | main { print(f()) }
# CHECK-NEXT:   |              ^^^
# CHECK-NEXT:   = help: write f[n=…]
# CHECK-NOT:{{.+}}
