qml 1.0
# RUN: not qmlc run --quiet %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
data d = make_moons(20, noise=0.1, seed=0)
main { print(d.train.rows) }
# CHECK:error[E0411]: the data have no part `train`, since they were not split
# CHECK-NEXT:  --> {{.*}}data-not-split.qml:4:16
# CHECK-NEXT:   |
# CHECK-NEXT: 4 | main { print(d.train.rows) }
# CHECK-NEXT:   |                ^^^^^
# CHECK-NEXT:   = help: add `|> split(test=0.25, seed=0)` to their declaration
# CHECK-NOT:{{.+}}
