# `build --input k=2.7` counted as 2 for an int, and a bool took no value at all.
# RUN: qmlc build %s --entry c --input k=3 --input flip=1 --emit=openqasm2 | FileCheck %s --check-prefix=TRUE
# RUN: qmlc build %s --entry c --input k=3 --input flip=0 --emit=openqasm2 | FileCheck %s --check-prefix=FALSE
# RUN: not qmlc build %s --entry c --input k=2.7 --input flip=1 2>&1 | FileCheck %s --check-prefix=INT
# RUN: not qmlc build %s --entry c --input k=1e30 --input flip=1 2>&1 | FileCheck %s --check-prefix=INT
# RUN: not qmlc build %s --entry c --input k=3 --input flip=2 2>&1 | FileCheck %s --check-prefix=BOOL
# RUN: not qmlc build %s --entry sized --size n=1e30 2>&1 | FileCheck %s --check-prefix=SIZE
# TRUE: rx(1.5) q[0];
# TRUE-NEXT: ry(0.25) q[0];
# FALSE: rx(1.5) q[0];
# FALSE-NOT: ry
# INT: error[E0801]: --input k takes a whole number of at most 15 digits
# BOOL: error[E0801]: --input flip takes 0 (false) or 1 (true)
# SIZE: error[E0801]: --size n takes a whole number of at most 15 digits
qml 1.0
circuit c(k: int, flip: bool) -> float {
  qubit q
  RX(0.5 * k, q)
  if flip { RY(0.25, q) }
  return expval(Z(q))
}
circuit sized[n]() -> float {
  qubit[n] q
  H(q)
  return expval(Z(q[0]))
}
