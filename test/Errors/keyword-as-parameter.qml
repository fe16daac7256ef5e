qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
func f(in: float) -> float = 1.0
# CHECK:error[E0006]: `in` is a word of the language and can't be a name
# CHECK-NEXT:  --> {{.*}}keyword-as-parameter.qml:3:8
# CHECK-NEXT:   |
# CHECK-NEXT: 3 | func f(in: float) -> float = 1.0
# CHECK-NEXT:   |        ^^
# CHECK-NEXT:   = help: choose another name, for example `in_`
# CHECK-NOT:{{.+}}
