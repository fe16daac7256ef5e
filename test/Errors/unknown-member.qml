qml 1.0
# RUN: not qmlc run --quiet %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
data d = make_moons(20, noise=0.1, seed=0)
main {
  print(d.row)
}
# CHECK:error[E0311]: data has no `row`
# CHECK-NEXT:  --> {{.*}}unknown-member.qml:5:11
# CHECK-NEXT:   |
# CHECK-NEXT: 5 |   print(d.row)
# CHECK-NEXT:   |           ^^^
# CHECK-NEXT:   = help: did you mean `rows`?
# CHECK-NOT:{{.+}}
