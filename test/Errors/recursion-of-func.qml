qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
func f(n: int) -> int = f(n - 1) + 1
main { print(f(3)) }
# CHECK:error[E0018]: calls are nested more than 60 deep
# CHECK-NEXT:  --> {{.*}}recursion-of-func.qml:3:25
# CHECK-NEXT:   |
# CHECK-NEXT: 3 | func f(n: int) -> int = f(n - 1) + 1
# CHECK-NEXT:   |                         ^^^^^^^^
# CHECK-NEXT:   = help: a gate or func may not call itself without end
# CHECK-NOT:{{.+}}
