qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
func f(float x) -> float = x
# CHECK:error[E0005]: a parameter is written with its name first
# CHECK-NEXT:  --> {{.*}}habit-type-first.qml:3:8
# CHECK-NEXT:   |
# CHECK-NEXT: 3 | func f(float x) -> float = x
# CHECK-NEXT:   |        ^^^^^^^
# CHECK-NEXT:   = help: write `x: float`
# CHECK-NOT:{{.+}}
