qml 2.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
main { print(1) }
# CHECK:error[E0013]: version 2.0 of the language is not known
# CHECK-NEXT:  --> {{.*}}header-version.qml:1:5
# CHECK-NEXT:   |
# CHECK-NEXT: 1 | qml 2.0
# CHECK-NEXT:   |     ^^^
# CHECK-NEXT:   = help: this compiler understands `qml 1.0`
# CHECK-NOT:{{.+}}
