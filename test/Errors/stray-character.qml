qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
main {
  let a = 3 $ 4
}
# CHECK:error[E0003]: `$` has no meaning here
# CHECK-NEXT:  --> {{.*}}stray-character.qml:4:13
# CHECK-NEXT:   |
# CHECK-NEXT: 4 |   let a = 3 $ 4
# CHECK-NEXT:   |             ^
# CHECK-NOT:{{.+}}
