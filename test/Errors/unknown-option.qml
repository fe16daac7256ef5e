qml 1.0
# RUN: not qmlc run --quiet %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
main { let o = adam(lrr=0.1) }
# CHECK:error[E0314]: `adam` has no parameter `lrr`
# CHECK-NEXT:  --> {{.*}}unknown-option.qml:3:21
# CHECK-NEXT:   |
# CHECK-NEXT: 3 | main { let o = adam(lrr=0.1) }
# CHECK-NEXT:   |                     ^^^^^^^
# CHECK-NEXT:   = help: did you mean `lr`?
# CHECK-NOT:{{.+}}
