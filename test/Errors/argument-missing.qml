qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
func f(x: float, y: float) -> float = x + y
main { print(f(1.0)) }
# CHECK:error[E0106]: `f` needs `y`
# CHECK-NEXT:  --> {{.*}}argument-missing.qml:4:14
# CHECK-NEXT:   |
# CHECK-NEXT: 3 | func f(x: float, y: float) -> float = x + y
# CHECK-NEXT:   |                  - declared here
# CHECK-NEXT: 4 | main { print(f(1.0)) }
# CHECK-NEXT:   |              ^^^^^^ missing: float
# CHECK-NOT:{{.+}}
