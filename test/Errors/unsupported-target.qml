qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
target t { shots = 1000 }
# CHECK:error[E0304]: `target` declarations are not supported yet
# CHECK-NEXT:  --> {{.*}}unsupported-target.qml:3:1
# CHECK-NEXT:   |
# CHECK-NEXT: 3 | target t { shots = 1000 }
# CHECK-NEXT:   | ^^^^^^
# CHECK-NOT:{{.+}}
