qml 1.0
# RUN: qmlc run %s | FileCheck %s
# Bits are compiled in and angles are not: the angles were once looked for in the place of the bits.
gate U(b: bit[n], x: float[n], q: qubit[n]) { BasisEmbedding(b, q); RY(x, q) }
# CHECK: 0.90357151
main { print(overlap(U(b"10", [0.1, 0.2]), U(b"10", [0.3, -0.4]))) }
