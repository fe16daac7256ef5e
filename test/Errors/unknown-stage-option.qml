qml 1.0
# RUN: not qmlc run --quiet %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
data d = make_moons(20, noise=0.1, seed=0) |> minmax(lo=0, high=1)
main { print(d.rows) }
# CHECK:error[E0314]: `minmax` has no parameter `lo`
# CHECK-NEXT:  --> {{.*}}unknown-stage-option.qml:3:54
# CHECK-NEXT:   |
# CHECK-NEXT: 3 | data d = make_moons(20, noise=0.1, seed=0) |> minmax(lo=0, high=1)
# CHECK-NEXT:   |                                                      ^^^^
# CHECK-NEXT:   = help: did you mean `low`?
# CHECK-NOT:{{.+}}
