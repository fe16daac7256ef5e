qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
circuit f(w: float[2]) -> float[4] {
  qubit[2] q
  Rot(w, q[0])
  return probs(q)
}
# CHECK:error[E0107]: `Rot` needs 3 angles per qubit, found 2
# CHECK-NEXT:  --> {{.*}}gate-angles-per-qubit.qml:5:7
# CHECK-NEXT:   |
# CHECK-NEXT: 5 |   Rot(w, q[0])
# CHECK-NEXT:   |       ^ this is float[2]
# CHECK-NOT:{{.+}}
