qml 1.0
# RUN: not qmlc run --quiet %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
gate G(q: qubit) { X(q) }
# CHECK:error[E0308]: this program has no `main`
# CHECK-NEXT:  = help: `qmlc run` executes `main { … }`; a file without one is a library
# CHECK-NOT:{{.+}}
