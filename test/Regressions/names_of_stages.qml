qml 1.0
# Bounds given as `a` and `b` had no effect, nor had `columns`.
# RUN: qmlc run --quiet %s | FileCheck %s
data d = make_moons(20, noise=0.1, seed=0) |> minmax(a=-1, b=3) |> pad(columns=4)
# CHECK: -1.00 3.00 [20, 4]
main { print(f"{min(d.x):.2f} {max(d.x):.2f}", d.x.shape) }
