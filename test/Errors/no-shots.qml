qml 1.0
# RUN: not qmlc run --quiet %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
circuit model() -> float[2] {
  qubit q
  H(q)
  return probs(q)
}
main { print(model(shots=0)) }
# CHECK:error[E0116]: `shots` can't be 0
# CHECK-NEXT:  --> {{.*}}no-shots.qml:8:20
# CHECK-NEXT:   |
# CHECK-NEXT: 8 | main { print(model(shots=0)) }
# CHECK-NEXT:   |                    ^^^^^^^
# CHECK-NOT:{{.+}}
