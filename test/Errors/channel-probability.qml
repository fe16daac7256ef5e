qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
noise n { X: bit_flip(1.5) }
main { }
# CHECK:error[E0321]: this `bit_flip` is no channel: a probability lies between 0 and 1
# CHECK-NEXT:  --> {{.*}}channel-probability.qml:3:14
# CHECK-NEXT:   |
# CHECK-NEXT: 3 | noise n { X: bit_flip(1.5) }
# CHECK-NEXT:   |              ^^^^^^^^^^^^^
# CHECK-NOT:{{.+}}
