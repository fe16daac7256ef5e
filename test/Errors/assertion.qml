qml 1.0
# RUN: not qmlc run --quiet %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
main {
  let a = 1
  assert a == 2, f"a is {a}"
}
# CHECK:error[E0901]: assertion failed: a is 1
# CHECK-NEXT:  --> {{.*}}assertion.qml:5:10
# CHECK-NEXT:   |
# CHECK-NEXT: 5 |   assert a == 2, f"a is {a}"
# CHECK-NEXT:   |          ^^^^^^ this is false
# CHECK-NOT:{{.+}}
