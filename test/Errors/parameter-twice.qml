qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
func f(a: float, a: float) -> float = a
# CHECK:error[E0302]: `a` is declared twice
# CHECK-NEXT:  --> {{.*}}parameter-twice.qml:3:18
# CHECK-NEXT:   |
# CHECK-NEXT: 3 | func f(a: float, a: float) -> float = a
# CHECK-NEXT:   |                  ^
# CHECK-NOT:{{.+}}
