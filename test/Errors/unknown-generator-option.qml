qml 1.0
# RUN: not qmlc run --quiet %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
data d = make_moons(200, nois=0.1)
main { print(d.rows) }
# CHECK:error[E0314]: `make_moons` has no parameter `nois`
# CHECK-NEXT:  --> {{.*}}unknown-generator-option.qml:3:26
# CHECK-NEXT:   |
# CHECK-NEXT: 3 | data d = make_moons(200, nois=0.1)
# CHECK-NEXT:   |                          ^^^^^^^^
# CHECK-NEXT:   = help: did you mean `noise`?
# CHECK-NOT:{{.+}}
