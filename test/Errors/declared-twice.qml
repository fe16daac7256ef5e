qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
gate G(q: qubit) { X(q) }
gate G(q: qubit) { Y(q) }
# CHECK:error[E0302]: `G` is declared twice
# CHECK-NEXT:  --> {{.*}}declared-twice.qml:4:6
# CHECK-NEXT:   |
# CHECK-NEXT: 3 | gate G(q: qubit) { X(q) }
# CHECK-NEXT:   |      - the first is here
# CHECK-NEXT: 4 | gate G(q: qubit) { Y(q) }
# CHECK-NEXT:   |      ^
# CHECK-NOT:{{.+}}
