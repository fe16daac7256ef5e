qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
noise n {
  H, X: depolarizing(0.1)
  X: bit_flip(0.1)
}
main { }
# CHECK:error[E0320]: `X` has a rule already
# CHECK-NEXT:  --> {{.*}}noise-rule-twice.qml:5:3
# CHECK-NEXT:   |
# CHECK-NEXT: 4 |   H, X: depolarizing(0.1)
# CHECK-NEXT:   |      - the first is here
# CHECK-NEXT: 5 |   X: bit_flip(0.1)
# CHECK-NEXT:   |   ^
# CHECK-NEXT:   = help: several channels of one gate stand in a list: [depolarizing(0.01), phase_flip(0.02)]
# CHECK-NOT:{{.+}}
