qml 1.0
# RUN: not qmlc run --quiet %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
circuit f(param w: float[2] = 0.0) -> float {
  qubit[2] q
  RX(w, q)
  return expval(Z(q[0]))
}
main {
  load(f, "Inputs/changed.params")
}
# CHECK:error[E0423]: {{.*}}Inputs/changed.params is damaged: its checksum does not match
# CHECK-NEXT:  --> {{.*}}parameters-changed.qml:9:3
# CHECK-NEXT:   |
# CHECK-NEXT: 9 |   load(f, "Inputs/changed.params")
# CHECK-NEXT:   |   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
# CHECK-NEXT:   = help: save the parameters again, or take an older copy
# CHECK-NOT:{{.+}}
