qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
func f(x: float): float {
  return x
}
# CHECK:error[E0005]: unexpected `:`
# CHECK-NEXT:  --> {{.*}}habit-result-type.qml:3:17
# CHECK-NEXT:   |
# CHECK-NEXT: 3 | func f(x: float): float {
# CHECK-NEXT:   |                 ^ expected `->`
# CHECK-NEXT:   = help: the type of the result is written `-> float`
# CHECK-NOT:{{.+}}
