qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
// a comment
main { print(1) }
# CHECK:error[E0005]: unexpected `//`
# CHECK-NEXT:  --> {{.*}}habit-comment.qml:3:1
# CHECK-NEXT:   |
# CHECK-NEXT: 3 | // a comment
# CHECK-NEXT:   | ^^
# CHECK-NEXT:   = help: comments start with `#`
# CHECK-NOT:{{.+}}
