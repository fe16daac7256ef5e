qml 1.0
# RUN: qmlc run --quiet %s | FileCheck %s
# One entry of the ZZ kernel, as recomputed with NumPy; symmetric, and 1 on the diagonal.
kernel k(a, b: float[2]) = overlap(ZZFeatureMap[reps=2](a), ZZFeatureMap[reps=2](b))

main {
  # CHECK: 0.14190076 0.14190076 1.00000000
  print(f"{k([0.1, 0.2], [0.3, -0.4]):.8f} {k([0.3, -0.4], [0.1, 0.2]):.8f} {k([0.1, 0.2], [0.1, 0.2]):.8f}")
}
