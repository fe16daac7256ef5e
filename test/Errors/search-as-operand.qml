qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s
main {
  let x = 1 + minimize f() { steps = 3 }
}
# CHECK: error[E0005]: unexpected `minimize`
# CHECK: expected an expression
# CHECK-NEXT: = help: `minimize …` is an expression of its own: put it in brackets
