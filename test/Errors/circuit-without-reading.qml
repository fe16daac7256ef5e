qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
circuit f() -> float[4] {
  qubit[2] q
  H(q)
}
# CHECK:error[E0108]: circuit `f` returns nothing
# CHECK-NEXT:  --> {{.*}}circuit-without-reading.qml:3:9
# CHECK-NEXT:   |
# CHECK-NEXT: 3 | circuit f() -> float[4] {
# CHECK-NEXT:   |         ^
# CHECK-NEXT:   = help: end it with a reading, for example `return probs(q)`
# CHECK-NOT:{{.+}}
