qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
circuit f(x: float[2]) -> float[4] {
  qubit[2] q
  ZZFeatureMap[rep=2](x, q)
  return probs(q)
}
# CHECK:error[E0314]: `ZZFeatureMap` has no parameter `rep`
# CHECK-NEXT:  --> {{.*}}unknown-size.qml:5:16
# CHECK-NEXT:   |
# CHECK-NEXT: 5 |   ZZFeatureMap[rep=2](x, q)
# CHECK-NEXT:   |                ^^^^^
# CHECK-NEXT:   = help: did you mean `reps`?
# CHECK-NOT:{{.+}}
