qml 1.0
# RUN: not qmlc run --quiet %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
problem p {
  binary x[4, 2**62]
  minimize x[0, 0]
}
main { print(p.size) }
# CHECK:error[E0317]: a problem has 1 to 100000 variables
# CHECK-NEXT:  --> {{.*}}problem-too-large.qml:4:15
# CHECK-NEXT:   |
# CHECK-NEXT: 4 |   binary x[4, 2**62]
# CHECK-NEXT:   |               ^^^^^
# CHECK-NOT:{{.+}}
