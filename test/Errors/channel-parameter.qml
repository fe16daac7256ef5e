qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
noise n { X: amplitude_damping(gama=0.1) }
main { }
# CHECK:error[E0314]: `amplitude_damping` has no parameter `gama`
# CHECK-NEXT:  --> {{.*}}channel-parameter.qml:3:32
# CHECK-NEXT:   |
# CHECK-NEXT: 3 | noise n { X: amplitude_damping(gama=0.1) }
# CHECK-NEXT:   |                                ^^^^^^^^
# CHECK-NEXT:   = help: did you mean `gamma`?
# CHECK-NOT:{{.+}}
