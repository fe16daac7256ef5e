qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
def f(x): return x
# CHECK:error[E0005]: `def` is not a word of the language
# CHECK-NEXT:  --> {{.*}}habit-def.qml:3:1
# CHECK-NEXT:   |
# CHECK-NEXT: 3 | def f(x): return x
# CHECK-NEXT:   | ^^^
# CHECK-NEXT:   = help: functions are declared with `func`, gates with `gate`, circuits with `circuit`
# CHECK-NOT:{{.+}}
