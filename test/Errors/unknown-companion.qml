qml 1.0
# RUN: not qmlc run --quiet %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
circuit f() -> float[2] {
  qubit q
  H(q)
  return probs(q)
}
main { print(f.cuonts()) }
# CHECK:error[E0311]: a circuit has no method `cuonts`
# CHECK-NEXT:  --> {{.*}}unknown-companion.qml:8:14
# CHECK-NEXT:   |
# CHECK-NEXT: 8 | main { print(f.cuonts()) }
# CHECK-NEXT:   |              ^^^^^^^^^^
# CHECK-NEXT:   = help: there are state, probs, sample and counts
# CHECK-NOT:{{.+}}
