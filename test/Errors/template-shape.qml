qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
circuit model(x: float[4], param w: float[2, 4, 2]) -> float {
  qubit[4] q
  AngleEmbedding(x, q)
  StronglyEntanglingLayers(w, q)
  return expval(Z(q[0]))
}
# CHECK:error[E0107]: `w` of `StronglyEntanglingLayers` must be float[2, 4, 3], found float[2, 4, 2]
# CHECK-NEXT:  --> {{.*}}template-shape.qml:6:28
# CHECK-NEXT:   |
# CHECK-NEXT: 6 |   StronglyEntanglingLayers(w, q)
# CHECK-NEXT:   |                            ^ this is float[2, 4, 2]
# CHECK-NEXT:  --> std/ansatz.qml:7:42
# CHECK-NEXT: 7 | gate StronglyEntanglingLayers[ranges=[]](w: float[L, n, 3], q: qubit[n]) {
# CHECK-NEXT:   |                                          - `w` is declared here
# CHECK-NOT:{{.+}}
