qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
main {
  let f = lambda x: x + 1
}
# CHECK:error[E0005]: `lambda` is not a word of the language
# CHECK-NEXT:  --> {{.*}}habit-lambda.qml:4:11
# CHECK-NEXT:   |
# CHECK-NEXT: 4 |   let f = lambda x: x + 1
# CHECK-NEXT:   |           ^^^^^^
# CHECK-NEXT:   = help: a small function is written `x => expression`
# CHECK-NOT:{{.+}}
