qml 1.0
# Ground state of H2, STO-3G, R = 0.7414 A (Jordan-Wigner)
observable H2[4] = -0.09886397351781592 * I
  + 0.17119774853325856 * (Z(0) + Z(1)) - 0.22278592890107016 * (Z(2) + Z(3))
  + 0.16862219143347554 * Z(0)@Z(1) + 0.17434844170557132 * Z(2)@Z(3)
  + 0.12054482186554413 * (Z(0)@Z(2) + Z(1)@Z(3)) + 0.16586702396410954 * (Z(0)@Z(3) + Z(1)@Z(2))
  + 0.04532220209856541 * (X(0)@Y(1)@Y(2)@X(3) + Y(0)@X(1)@X(2)@Y(3) - X(0)@X(1)@Y(2)@Y(3) - Y(0)@Y(1)@X(2)@X(3))

circuit energy(param theta: float = 0.0) -> float {
  qubit[4] q = |1100>
  DoubleExcitation(theta, q)
  return expval(H2, q)
}

main {
  let r = minimize energy() { optimizer = gradient_descent(lr=0.4); steps = 100; tol = 1e-12 }
  print(f"E = {r.value:.8f} Ha, theta = {energy.theta:.4f}, {r.steps} steps")
}
