qml 1.0
# RUN: qmlc run %s | FileCheck %s
# All that the standard library declares is found by a program that mentions it.
circuit all() -> float {
  qubit[4] q
  adjoint(QFT)(q)
  QPE(Z, q[0:2], q[2])
  GroverOperator(q)
  ring(CNOT, q)
  StronglyEntanglingLayers(zeros([1, 4, 3]), q)
  BasicEntanglerLayers(zeros([1, 4]), q)
  SimplifiedTwoDesign(zeros(4), zeros([1, 3, 2]), q)
  RealAmplitudes(zeros([2, 4]), q)
  EfficientSU2(zeros([2, 2, 4]), q)
  AngleEmbedding(zeros(4), q)
  IQPEmbedding(zeros(4), q)
  ZFeatureMap(zeros(4), q)
  ZZFeatureMap(zeros(4), q)
  return expval(Z(q[0]))
}
main {
  print(abs(all()) < 1.1)     # CHECK: true
  print(concat_ranges(4))     # CHECK-NEXT: [0, 2, 1]
}
