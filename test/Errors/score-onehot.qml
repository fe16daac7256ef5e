qml 1.0
# RUN: not qmlc run --quiet %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
data d = make_moons(20, noise=0.1, seed=0)
data coded = make_moons(20, noise=0.1, seed=0) |> onehot()
kernel k(a, b: float[n]) = overlap(AngleEmbedding(a), AngleEmbedding(b))
main { print(svc(kernel=k).fit(d).score(coded)) }
# CHECK:error[E0430]: `score` needs one label per row, found float[20, 2]
# CHECK-NEXT:  --> {{.*}}score-onehot.qml:6:41
# CHECK-NEXT:   |
# CHECK-NEXT: 6 | main { print(svc(kernel=k).fit(d).score(coded)) }
# CHECK-NEXT:   |                                         ^^^^^
# CHECK-NEXT:   = help: a classifier takes classes as they are, without onehot()
# CHECK-NOT:{{.+}}
