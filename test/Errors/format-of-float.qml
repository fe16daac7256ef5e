qml 1.0
# RUN: not qmlc run --quiet %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
main { print(f"{1.5:d}") }
# CHECK:error[E0113]: format `d` is for whole numbers, this is float
# CHECK-NEXT:  --> {{.*}}format-of-float.qml:3:17
# CHECK-NEXT:   |
# CHECK-NEXT: 3 | main { print(f"{1.5:d}") }
# CHECK-NEXT:   |                 ^^^
# CHECK-NOT:{{.+}}
