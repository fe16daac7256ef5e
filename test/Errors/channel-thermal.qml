qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
noise n { idle: thermal(T1=50us, T2=120us) }
main { }
# CHECK:error[E0321]: this `thermal` is no channel: T2 can't be longer than 2 T1
# CHECK-NEXT:  --> {{.*}}channel-thermal.qml:3:17
# CHECK-NEXT:   |
# CHECK-NEXT: 3 | noise n { idle: thermal(T1=50us, T2=120us) }
# CHECK-NEXT:   |                 ^^^^^^^^^^^^^^^^^^^^^^^^^^
# CHECK-NOT:{{.+}}
