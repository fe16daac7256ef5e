qml 1.0
# RUN: qmlc run %s | FileCheck %s
# Derivatives where those of single operations are infinite, but count for nothing.
func root(x: float) -> float = sqrt(x) if x > 0.0 else 0.0
func entropy(x: float) -> float = x*log(x) if x > 0.0 else 0.0
func wave(x: float) -> float = sin(1/x) + cos(1/x) if x > 0.0 else 0.0
func squash(x: float) -> float = sigmoid(x)
func series(x: float) -> float = 3.0*x**0 + 2.0*x**1
func power(x: float, p: float) -> float = x**p
main {
  print(grad(root, wrt=x)(-1.0), grad(root, wrt=x)(0.0), grad(root, wrt=x)(4.0)) # CHECK: 0.0 0.0 0.25
  print(grad(entropy, wrt=x)(0.0), grad(entropy, wrt=x)(1.0), grad(wave, wrt=x)(0.0)) # CHECK-NEXT: 0.0 1.0 0.0
  print(grad(squash, wrt=x)(-800.0), grad(squash, wrt=x)(800.0), grad(squash, wrt=x)(0.0)) # CHECK-NEXT: 0.0 0.0 0.25
  print(grad(series, wrt=x)(0.0))                                                # CHECK-NEXT: 2.0
  print(grad(power, wrt=p)(0.0, 1.5), grad(power, wrt=x)(0.0, 0.0))              # CHECK-NEXT: 0.0 0.0
}
