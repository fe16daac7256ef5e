qml 1.0
# RUN: qmlc run %s | FileCheck %s
# CHECK: values agree
# CHECK: gradients agree
# CHECK: pairs agree
# CHECK: [0.0, -0.0, 0.0]
# Elements that are computed alike are computed in loops, forward and backward: against the same circuit without any tables, of constants
# only, and central differences.
gate layers(x: float[4], p: float[30, 4, 3], q: qubit[4]) {
  for l in range(30) {
    for i in range(4) { RX(p[l, i, 0], q[i]) }
    for i in range(4) { RZ(p[l, i, 1]*x[3 - i], q[i]) }
    for i in range(4) { RY(sin(p[l, i, 2]) + x[i] + 0.1*l, q[i]) }
    for i in range(3) { CNOT(q[i], q[i + 1]) }
  }
}
circuit c(x: float[4], p: float[30, 4, 3]) -> float {
  qubit[4] q
  layers(x, p, q)
  return expval(Z(q[0]) @ Z(q[3]))
}
const x0 = [.1, .2, .3, .4]
const p0 = [[[0.01*l + 0.2*i - 0.3*k for k in range(3)] for i in range(4)] for l in range(30)]
circuit constant() -> float {
  qubit[4] q
  layers(x0, p0, q)
  return expval(Z(q[0]) @ Z(q[3]))
}

# The first difference takes an element twice, the first product too; half of the zeros are negative.
circuit pairs(x: float[12]) -> float {
  qubit q
  for i in range(12) {
    for j in range(12) {
      RY(x[i]*x[j], q)
      RX(x[0] - x[j], q)
    }
  }
  return expval(Z(q))
}
func zeros(x: float[70]) -> float = sum([x[i] * (0.0 if i % 2 == 0 else -0.0) for i in range(70)])

main {
  print("values agree" if abs(c(x0, p0) - constant()) < 1e-12 else "values differ")
  let g = grad(c, wrt=p)(x0, p0)
  let h = 1e-5
  var worst = 0.0
  for l in [0, 13, 29] {
    for i in range(4) {
      for k in range(3) {
        let step = [[[h if [a, b, e] == [l, i, k] else 0.0 for e in range(3)] for b in range(4)] for a in range(30)]
        worst = max(worst, abs(g[l, i, k] - (c(x0, p0 + step) - c(x0, p0 - step)) / (2*h)))
      }
    }
  }
  print("gradients agree" if worst < 1e-8 else f"gradients differ by {worst}")
  let x1 = [0.1*i + 0.05 for i in range(12)]
  let d = grad(pairs, wrt=x)(x1)
  worst = 0.0
  for i in range(12) {
    let step = [h if k == i else 0.0 for k in range(12)]
    worst = max(worst, abs(d[i] - (pairs(x1 + step) - pairs(x1 - step)) / (2*h)))
  }
  print("pairs agree" if worst < 1e-4 and abs(pairs(x1) - (-0.901871239614608)) < 1e-12 else f"pairs differ by {worst}")
  print(grad(zeros, wrt=x)([1.0 + 0.1*i for i in range(70)])[0:3])
}
