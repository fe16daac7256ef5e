qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
func f(x) { return x }
# CHECK:error[E0005]: the type of `x` is missing
# CHECK-NEXT:  --> {{.*}}parameter-without-type.qml:3:8
# CHECK-NEXT:   |
# CHECK-NEXT: 3 | func f(x) { return x }
# CHECK-NEXT:   |        ^
# CHECK-NEXT:   = help: for example `x: float`
# CHECK-NOT:{{.+}}
