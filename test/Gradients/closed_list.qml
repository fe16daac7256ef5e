qml 1.0
# RUN: qmlc run %s | FileCheck %s
# CHECK: all gradients agree
# Gradients of compiled functions against central differences, for every operation that can be differentiated.
circuit layer(x: float[2], param w: float[2, 3] ~ uniform(0, 2*pi)) -> float[2] {
  qubit[2] q
  RY(x, q)
  Rot(w, q)
  CNOT(q[0], q[1])
  RX(x[0] * w[1, 2] + 0.3, q[1])
  return expval(Z(q))
}
circuit distribution(x: float[2]) -> float[4] {
  qubit[2] q
  IQPEmbedding[reps=1](x, q)
  H(q)
  return probs(q)
}

func arithmetic(v: float[3]) -> float = v[0]*v[1] - v[2]/v[0] + (v[1] - 2)**2 - (-v[2])**3 + 2**v[0] + abs(v[2])
func transcendental(v: float[3]) -> float = sin(v[0])*cos(v[1]) + tan(v[2]/3) + exp(v[0]/2) + log(v[1]) + sqrt(v[1]) + tanh(v[2]) + sigmoid(v[0]) + asin(v[0]/9) + acos(v[0]/9) + atan(v[2])
func choices(v: float[3]) -> float = relu(v[0]) + relu(v[2]) + max(v[0], v[1]) * min(v[1], v[2]) + (v[0] if v[0] > v[2] else v[1])
func reductions(v: float[3]) -> float = sum(v*v) + mean(exp(v)) + prod(v) + max(v) + norm(v) + dot(v, [1.0, 2.0, 3.0])
func products(v: float[3]) -> float {
  let A = [[v[0], v[1]], [v[2], 1.0]]
  let u = A @ v[0:2]
  return sum(u @ A) + sum(A @ A) + sum(transpose(A)[0]) + sum(concat([u, v[::2]]))
}
func losses(v: float[3]) -> float = cross_entropy(softmax(v), 1) + mse(v, [0.1, 0.2, 0.3]) + softmax(2*v)[2]
func hybrid(v: float[3]) -> float = sum(tanh(layer(v[0:2] * v[2])) * [1.0, -0.5]) + distribution([v[0], v[1] / 2])[2]**2

main {
  let v = [0.7, 1.3, -0.4]
  let h = 1e-5
  let cases = [("arithmetic", arithmetic), ("transcendental", transcendental), ("choices", choices), ("reductions", reductions), ("products", products), ("losses", losses), ("hybrid", hybrid)]
  for name, f in cases {
    let g = grad(f, wrt=v)(v)
    for i in range(3) {
      let up = [v[k] + (h if k == i else 0.0) for k in range(3)]
      let down = [v[k] - (h if k == i else 0.0) for k in range(3)]
      let difference = (f(up) - f(down)) / (2*h)
      assert abs(g[i] - difference) < 1e-7, f"{name}, argument {i}: {g[i]} against {difference}"
    }
  }
  print("all gradients agree")
}
