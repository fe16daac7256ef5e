qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
noise n { X: kraus([[1, 0], [0, sqrt(0.8)]], [[0, sqrt(0.1)], [0, 0]]) }
main { }
# CHECK:error[E0321]: this `kraus` is no channel: the sum of K^+ K over its operators must be the identity, but is 0.9 in row 1, column 1
# CHECK-NEXT:  --> {{.*}}channel-kraus-trace.qml:3:14
# CHECK-NEXT:   |
# CHECK-NEXT: 3 | noise n { X: kraus({{\[\[}}1, 0], [0, sqrt(0.8)]], {{\[\[}}0, sqrt(0.1)], [0, 0]]) }
# CHECK-NEXT:   |              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
# CHECK-NOT:{{.+}}
