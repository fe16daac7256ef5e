qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
class Model { }
# CHECK:error[E0005]: `class` is not a word of the language
# CHECK-NEXT:  --> {{.*}}habit-class.qml:3:1
# CHECK-NEXT:   |
# CHECK-NEXT: 3 | class Model { }
# CHECK-NEXT:   | ^^^^^
# CHECK-NEXT:   = help: there are no classes: declare circuits, gates and funcs
# CHECK-NOT:{{.+}}
