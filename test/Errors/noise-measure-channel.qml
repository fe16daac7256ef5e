qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
noise n { measure: bit_flip(0.1) }
main { }
# CHECK:error[E0320]: `measure` takes `readout(p01, p10)`, this is `bit_flip`
# CHECK-NEXT:  --> {{.*}}noise-measure-channel.qml:3:20
# CHECK-NEXT:   |
# CHECK-NEXT: 3 | noise n { measure: bit_flip(0.1) }
# CHECK-NEXT:   |                    ^^^^^^^^^^^^^
# CHECK-NEXT:   = help: for example `measure: readout(p01=0.02, p10=0.03)`
# CHECK-NOT:{{.+}}
