qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
main {
  print('hello')
}
# CHECK:error[E0003]: `'` has no meaning here
# CHECK-NEXT:  --> {{.*}}habit-quotes.qml:4:9
# CHECK-NEXT:   |
# CHECK-NEXT: 4 |   print('hello')
# CHECK-NEXT:   |         ^
# CHECK-NEXT:   = help: texts stand in double quotes: "text"
# CHECK-NOT:{{.+}}
