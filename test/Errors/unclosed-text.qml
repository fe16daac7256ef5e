qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
main {
  print("hello)
}
# CHECK:error[E0004]: this text is not closed
# CHECK-NEXT:  --> {{.*}}unclosed-text.qml:4:9
# CHECK-NEXT:   |
# CHECK-NEXT: 4 |   print("hello)
# CHECK-NEXT:   |         ^ opened here
# CHECK-NEXT:   = help: insert `"` at the end of the text; a text lies on one line
# CHECK-NOT:{{.+}}
