qml 1.0
# RUN: not qmlc run %s 2>&1 | FileCheck %s
# CHECK: error[E0507]: the kernel `k` is not symmetric
kernel k(a, b: float[2]) = overlap(AngleEmbedding(a), AngleEmbedding(2*b))
main { print(k.gram([[0.1, 0.2], [0.3, 0.4]])) }
