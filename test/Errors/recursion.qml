qml 1.0
# RUN: not qmlc run --quiet %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
gate G(q: qubit) { G(q) }
circuit f() -> float[2] {
  qubit q
  G(q)
  return probs(q)
}
main { print(f()) }
# CHECK:error[E0018]: calls are nested more than 60 deep
# CHECK-NEXT:  --> {{.*}}recursion.qml:3:20
# CHECK-NEXT:   |
# CHECK-NEXT: 3 | gate G(q: qubit) { G(q) }
# CHECK-NEXT:   |                    ^^^^
# CHECK-NEXT:   = help: a gate or func may not call itself without end
# CHECK-NOT:{{.+}}
