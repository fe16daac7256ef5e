qml 1.0
# RUN: qmlc run %s | FileCheck %s
# What a word or a sign is hangs on what stands around it.
gate Turn(angle: float, q: qubit) {
  RX(angle, q)
}
circuit c(data: float) -> float {
  qubit[2] pow
  ctrl(pow[1]) { X(pow[0]) }
  adjoint { Turn(data, pow[0]) }
  pow(2) { Turn(data, pow[0]) }
  within { H(pow[1]) } apply { ctrl(Turn, pow[1])(0.5, pow[0]) }
  return expval(Z(pow[0]))
}
circuit e(param w: float ~ zeros) -> float {
  qubit q
  RX(w, q)
  return expval(Z(q))
}
func g(fit: float, k: int) -> float = fit
main {
  var on = [3, 1,
    2,]
  let ctrl = 4; let adjoint, apply = 5, 6;
  ;
  print(ctrl, adjoint, apply,)
  # CHECK: 4 5 6
  print([x if x > 1 else 0 for x in on if x > 2 if on[0] > 0 else false])
  # CHECK-NEXT: [3]
  print([(x, y) for x in on if x != 1 for y in range(2) if y == 1])
  # CHECK-NEXT: [(3, 1), (2, 1)]
  print(2**-1**2 * 3, -2**2, not 1 == 2 and true, 7 - 2 - 1, 2**3**2, -[1, 2]@[3, 4])
  # CHECK-NEXT: 1.5 -4 true 4 512 -11.0
  print(1 if false else 2 if false else 3, (1,), sum(x for x in on), on[-1])
  # CHECK-NEXT: 3 (1) 6 2
  on = on[0:2]
  let fit = minimize e() { steps = 2; optimizer = adam(lr=1e-9) }.history[0]
  if [minimize e() { steps = 1 }.steps][0] == 1 { print(f"{fit:.2f}") }
  # CHECK-NEXT: 1.00
  print(g((minimize e() over e, w { steps = 1 }).value, k=3), [minimize e() over e, 2][1])
  # CHECK-NEXT: 1.0 2
  print(f"{on[0] + 1} {c(0.0):.3f}")
  # CHECK-NEXT: 4 0.939
}
