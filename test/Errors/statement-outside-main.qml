qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
let x = 3
# CHECK:error[E0005]: unexpected `let`
# CHECK-NEXT:  --> {{.*}}statement-outside-main.qml:3:1
# CHECK-NEXT:   |
# CHECK-NEXT: 3 | let x = 3
# CHECK-NEXT:   | ^^^ expected a declaration: circuit, gate, func, data, const, observable, kernel, problem or main
# CHECK-NEXT:   = help: a value of the whole file is declared with `const`; statements that run stand inside `main { … }`
# CHECK-NOT:{{.+}}
