qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
func f(w: float[2, 3], x: float[4]) -> float[2] = w @ x
# CHECK:error[E0103]: `@` needs 3 rows on the right, found 4
# CHECK-NEXT:  --> {{.*}}matrix-product.qml:3:51
# CHECK-NEXT:   |
# CHECK-NEXT: 3 | func f(w: float[2, 3], x: float[4]) -> float[2] = w @ x
# CHECK-NEXT:   |                                                   ^^^^^ float[2, 3] @ float[4]
# CHECK-NOT:{{.+}}
