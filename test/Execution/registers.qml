# Forty qubits that fall into parts of eight, and thirty that are not entangled: no machine holds the first, few the second, as one state.
# RUN: not qmlc run --quiet %s 2>&1 | FileCheck %s
qml 1.0
circuit parts(x: float[40]) -> float {
  qubit[40] q
  RY(x, q)
  for p in range(5) {
    for i in range(7) {
      CNOT(q[8*p + i], q[8*p + i + 1])
    }
  }
  return expval(Z(q[7]) @ Z(q[15]) @ Z(q[23]) @ Z(q[31]) @ Z(q[39]) + 0.5*Z(q[39]))
}
circuit features(x: float[30]) -> float[30] {
  qubit[30] q
  RX(x, q)
  RY(0.3, q)
  return expval(Z(q))
}
circuit shots(x: float) {
  qubit[36] q
  RX(x, q)
  for i in range(18) {
    CNOT(q[2*i], q[2*i + 1])
  }
  return counts(q[0:3])
}
circuit entangled(x: float) -> float {
  qubit[39] q
  RX(x, q)
  for i in range(37) {
    CRX(0.1, q[i], q[i + 1])
  }
  return expval(Z(q[37]))
}

func product(x: float[40]) -> float = prod(cos(x)) + 0.5*prod(cos(x[32:40]))

main {
  let x = linspace(0.01, 0.4, 40)
  # CHECK: value true gradient true
  print(f"value {abs(parts(x) - product(x)) < 1e-12} gradient {norm(grad(parts, wrt=x)(x) - grad(product, wrt=x)(x)) < 1e-12}")
  # CHECK: features true
  print(f"features {norm(features(x[0:30]) - cos(x[0:30])*cos(0.3)) < 1e-12}")
  # CHECK: {"000": 1000}
  print(shots(0.0))
  # CHECK: a state of 38 qubits needs
  print(entangled(0.1))
}
