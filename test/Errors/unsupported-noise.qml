qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
noise n { H: depolarizing(0.1) }
# CHECK:error[E0304]: `noise` declarations are not supported yet
# CHECK-NEXT:  --> {{.*}}unsupported-noise.qml:3:1
# CHECK-NEXT:   |
# CHECK-NEXT: 3 | noise n { H: depolarizing(0.1) }
# CHECK-NEXT:   | ^^^^^
# CHECK-NOT:{{.+}}
