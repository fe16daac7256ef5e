qml 1.0
# RUN: not qmlc run --quiet %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
problem p {
  binary x[2]
  minimize x[0] - x[1]
}
main { print(p.solve(exact(), sed=1).value) }
# CHECK:error[E0314]: `solve` has no parameter `sed`
# CHECK-NEXT:  --> {{.*}}unknown-solve-option.qml:7:31
# CHECK-NEXT:   |
# CHECK-NEXT: 7 | main { print(p.solve(exact(), sed=1).value) }
# CHECK-NEXT:   |                               ^^^^^
# CHECK-NEXT:   = help: did you mean `seed`?
# CHECK-NOT:{{.+}}
