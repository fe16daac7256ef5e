qml 1.0
# RUN: rm -rf %t && mkdir -p %t/Inputs && cp %s %t && cp %S/Inputs/*.csv %t/Inputs
# RUN: qmlc run --quiet %t/iqp_kernel.qml | FileCheck %s
# The IQP kernel on three data sets of qml-benchmarks, with its C and number of repetitions.
data line2 = csv("Inputs/linearly_separable_2d.csv", y="y") |> split(test=60, shuffle=false) |> minmax(-pi/2, pi/2)
data line10 = csv("Inputs/linearly_separable_10d.csv", y="y") |> split(test=60, shuffle=false) |> minmax(-pi/2, pi/2)
data curves = csv("Inputs/two_curves_10d.csv", y="y") |> split(test=60, shuffle=false) |> minmax(-pi/2, pi/2)

kernel k2(a, b: float[2]) = overlap(IQPEmbedding(a), IQPEmbedding(b))
kernel k10(a, b: float[10]) = overlap(IQPEmbedding(a), IQPEmbedding(b))

main {
  let a = svc(kernel=k2, C=100.0).fit(line2.train)
  # CHECK: linearly_separable_2d 1.0000 1.0000
  print(f"linearly_separable_2d {a.score(line2.train):.4f} {a.score(line2.test):.4f}")
  let b = svc(kernel=k10, C=10.0).fit(line10.train)
  # CHECK: linearly_separable_10d 1.0000 0.8167
  print(f"linearly_separable_10d {b.score(line10.train):.4f} {b.score(line10.test):.4f}")
  let c = svc(kernel=k10, C=10.0).fit(curves.train)
  # CHECK: two_curves_10d 1.0000 1.0000
  print(f"two_curves_10d {c.score(curves.train):.4f} {c.score(curves.test):.4f}")
}
