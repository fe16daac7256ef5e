qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
circuit f[L=2](x: float[n]) -> float[2**n] {
  qubit[n] q
  AngleEmbedding(x, q, axsi=Y)
  return probs(q)
}
# CHECK:error[E0314]: `AngleEmbedding` has no parameter `axsi`
# CHECK-NEXT:  --> {{.*}}unknown-parameter.qml:5:24
# CHECK-NEXT:   |
# CHECK-NEXT: 5 |   AngleEmbedding(x, q, axsi=Y)
# CHECK-NEXT:   |                        ^^^^^^
# CHECK-NEXT:   = help: did you mean `axis`?
# CHECK-NOT:{{.+}}
