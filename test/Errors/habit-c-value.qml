qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
main {
  int n = 3
}
# CHECK:error[E0005]: `int` is not a word of the language
# CHECK-NEXT:  --> {{.*}}habit-c-value.qml:4:3
# CHECK-NEXT:   |
# CHECK-NEXT: 4 |   int n = 3
# CHECK-NEXT:   |   ^^^
# CHECK-NEXT:   = help: values are declared with `let` or `const`
# CHECK-NOT:{{.+}}
