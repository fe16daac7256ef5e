qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
main {
  let x = 1 let y = 2
}
# CHECK:error[E0005]: unexpected `let`
# CHECK-NEXT:  --> {{.*}}two-statements-on-a-line.qml:4:13
# CHECK-NEXT:   |
# CHECK-NEXT: 4 |   let x = 1 let y = 2
# CHECK-NEXT:   |             ^^^ the statement should end before this
# CHECK-NEXT:   = help: statements are separated by a new line or `;`
# CHECK-NOT:{{.+}}
