qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
main {
  let gate = 3
}
# CHECK:error[E0006]: `gate` is a word of the language and can't be a name
# CHECK-NEXT:  --> {{.*}}keyword-as-name.qml:4:7
# CHECK-NEXT:   |
# CHECK-NEXT: 4 |   let gate = 3
# CHECK-NEXT:   |       ^^^^
# CHECK-NEXT:   = help: choose another name, for example `gate_`
# CHECK-NOT:{{.+}}
