qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
func f(x: float, y: float) -> float = x + y
main { print(f(1.0, x=2.0)) }
# CHECK:error[E0314]: `x` is given twice
# CHECK-NEXT:  --> {{.*}}argument-given-twice.qml:4:21
# CHECK-NEXT:   |
# CHECK-NEXT: 4 | main { print(f(1.0, x=2.0)) }
# CHECK-NEXT:   |                     ^^^^^
# CHECK-NOT:{{.+}}
