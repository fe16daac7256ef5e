qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
noise n { H: coherent(0.01) }
main { }
# CHECK:error[E0320]: `H` is no rotation that could go too far
# CHECK-NEXT:  --> {{.*}}noise-coherent-gate.qml:3:11
# CHECK-NEXT:   |
# CHECK-NEXT: 3 | noise n { H: coherent(0.01) }
# CHECK-NEXT:   |           ^
# CHECK-NEXT:   = help: `coherent` is for rotations about one axis, X Y Z S T SX, and these under controls
# CHECK-NOT:{{.+}}
