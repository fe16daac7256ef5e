qml 1.0
# RUN: not qmlc run --quiet %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
data d = make_moons(20, noise=0.1, seed=0) |> splitt(test=0.2)
main {
  print(d.rows)
}
# CHECK:error[E0311]: data has no stage `splitt`
# CHECK-NEXT:  --> {{.*}}unknown-stage.qml:3:47
# CHECK-NEXT:   |
# CHECK-NEXT: 3 | data d = make_moons(20, noise=0.1, seed=0) |> splitt(test=0.2)
# CHECK-NEXT:   |                                               ^^^^^^^^^^^^^^^^
# CHECK-NEXT:   = help: did you mean `split`?
# CHECK-NOT:{{.+}}
