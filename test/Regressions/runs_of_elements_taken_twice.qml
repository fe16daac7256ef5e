qml 1.0
# RUN: qmlc run %s | FileCheck %s
# Elements that stood in a run twice were erased twice.
circuit c(x: float[16]) -> float {
  qubit[1] q
  let a = [x[i] for k in range(2) for i in range(16)]
  RX(sum(sin(a)), q[0])
  return expval(Z(q[0]))
}
circuit d(x: float[16, 16]) -> float {
  qubit[1] q
  for i in range(16) { for j in range(16) { RX(x[i, j], q[0]); H(q[0]) } }
  return expval(Z(q[0]))
}
main {
  print(c([0.1*i for i in range(16)]))
  # CHECK: 0.7533172
  print(d([[0.0 for i in range(16)] for j in range(16)]))
  # CHECK-NEXT: 1.0
}
