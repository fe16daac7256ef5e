qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
circuit f() -> float[2] {
  qubit q
  return probs(q)
}
main {
  let p = f(shots=1000)
  let x = f(shot=10)
}
# CHECK:error[E0314]: `f` has no parameter `shot`
# CHECK-NEXT:  --> {{.*}}unknown-run-option.qml:9:13
# CHECK-NEXT:   |
# CHECK-NEXT: 9 |   let x = f(shot=10)
# CHECK-NEXT:   |             ^^^^^^^
# CHECK-NOT:{{.+}}
