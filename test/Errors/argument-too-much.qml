qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
func f(x: float, y: float) -> float = x + y
main { print(f(1.0, 2.0, 3.0)) }
# CHECK:error[E0106]: `f` takes 2 arguments, found 3
# CHECK-NEXT:  --> {{.*}}argument-too-much.qml:4:26
# CHECK-NEXT:   |
# CHECK-NEXT: 4 | main { print(f(1.0, 2.0, 3.0)) }
# CHECK-NEXT:   |                          ^^^ this is too much
# CHECK-NOT:{{.+}}
