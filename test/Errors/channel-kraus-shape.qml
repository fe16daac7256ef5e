qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
noise n { X: kraus([1, 0, 0, 1]) }
main { }
# CHECK:error[E0321]: a Kraus operator is a 2 x 2 or 4 x 4 matrix, this is float[4]
# CHECK-NEXT:  --> {{.*}}channel-kraus-shape.qml:3:20
# CHECK-NEXT:   |
# CHECK-NEXT: 3 | noise n { X: kraus([1, 0, 0, 1]) }
# CHECK-NEXT:   |                    ^^^^^^^^^^^^
# CHECK-NEXT:   = help: for example kraus({{\[\[}}1, 0], [0, sqrt(0.9)]], {{\[\[}}0, sqrt(0.1)], [0, 0]]); a complex matrix has pairs [real, imaginary] for numbers
# CHECK-NOT:{{.+}}
