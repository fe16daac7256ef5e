qml
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
main { print(1) }
# CHECK:error[E0002]: the version of the language is missing
# CHECK-NEXT:  --> {{.*}}header-no-version.qml:1:1
# CHECK-NEXT:   |
# CHECK-NEXT: 1 | qml
# CHECK-NEXT:   | ^^^
# CHECK-NEXT:   = help: write `qml 1.0`
# CHECK-NOT:{{.+}}
