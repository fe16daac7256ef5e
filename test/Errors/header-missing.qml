# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
circuit f() { qubit q; return probs(q) }
# CHECK:error[E0002]: the first line must be `qml 1.0`
# CHECK-NEXT:  --> {{.*}}header-missing.qml:2:1
# CHECK-NEXT:   |
# CHECK-NEXT: 2 | circuit f() { qubit q; return probs(q) }
# CHECK-NEXT:   | ^^^^^^^
# CHECK-NEXT:   = help: insert `qml 1.0` above
# CHECK-NOT:{{.+}}
