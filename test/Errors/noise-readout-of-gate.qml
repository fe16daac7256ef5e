qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
noise n { H: readout(0.1, 0.2) }
main { }
# CHECK:error[E0320]: `readout` belongs to `measure`
# CHECK-NEXT:  --> {{.*}}noise-readout-of-gate.qml:3:14
# CHECK-NEXT:   |
# CHECK-NEXT: 3 | noise n { H: readout(0.1, 0.2) }
# CHECK-NEXT:   |              ^^^^^^^^^^^^^^^^^
# CHECK-NEXT:   = help: for example `measure: readout(p01=0.02, p10=0.03)`
# CHECK-NOT:{{.+}}
