qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
noise n { H: 0.1 }
main { }
# CHECK:error[E0320]: a noise model sets channels, this is float
# CHECK-NEXT:  --> {{.*}}noise-not-a-channel.qml:3:14
# CHECK-NEXT:   |
# CHECK-NEXT: 3 | noise n { H: 0.1 }
# CHECK-NEXT:   |              ^^^
# CHECK-NEXT:   = help: for example `CNOT: depolarizing(0.01)`
# CHECK-NOT:{{.+}}
