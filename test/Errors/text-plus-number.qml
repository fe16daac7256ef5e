qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
main { print("a" + 1) }
# CHECK:error[E0104]: `+` can't join string and int
# CHECK-NEXT:  --> {{.*}}text-plus-number.qml:3:14
# CHECK-NEXT:   |
# CHECK-NEXT: 3 | main { print("a" + 1) }
# CHECK-NEXT:   |              ^^^^^^^
# CHECK-NEXT:   = help: values are put into a text in braces: f"{value}"
# CHECK-NOT:{{.+}}
