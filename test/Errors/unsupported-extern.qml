qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
extern gate Magic(q: qubit)
circuit f() -> float[2] {
  qubit q
  Magic(q)
  return probs(q)
}
# CHECK:error[E0303]: `Magic` is not supported yet
# CHECK-NEXT:  --> {{.*}}unsupported-extern.qml:6:3
# CHECK-NEXT:   |
# CHECK-NEXT: 6 |   Magic(q)
# CHECK-NEXT:   |   ^^^^^^^^
# CHECK-NOT:{{.+}}
