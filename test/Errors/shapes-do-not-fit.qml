qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
func f(x: float[2], y: float[3]) -> float = sum(x + y)
# CHECK:error[E0103]: shapes do not fit together: float[2] and float[3]
# CHECK-NEXT:  --> {{.*}}shapes-do-not-fit.qml:3:49
# CHECK-NEXT:   |
# CHECK-NEXT: 3 | func f(x: float[2], y: float[3]) -> float = sum(x + y)
# CHECK-NEXT:   |                                                 ^^^^^
# CHECK-NEXT:   = help: tensors of one operation have the same shape, or one is a number
# CHECK-NOT:{{.+}}
