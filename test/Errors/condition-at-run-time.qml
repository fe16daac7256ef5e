qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
circuit f(x: float) -> float[2] {
  qubit q
  if x > 0.5 { X(q) }
  return probs(q)
}
# CHECK:error[E0119]: a condition must be known at compile time here
# CHECK-NEXT:  --> {{.*}}condition-at-run-time.qml:5:6
# CHECK-NEXT:   |
# CHECK-NEXT: 5 |   if x > 0.5 { X(q) }
# CHECK-NEXT:   |      ^^^^^^^ known only at run time
# CHECK-NEXT:   = help: `a if condition else b` chooses between numbers at run time
# CHECK-NOT:{{.+}}
