qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
main {
  try { print(1) } catch { print(2) }
}
# CHECK:error[E0005]: `try` is not a word of the language
# CHECK-NEXT:  --> {{.*}}habit-try.qml:4:3
# CHECK-NEXT:   |
# CHECK-NEXT: 4 |   try { print(1) } catch { print(2) }
# CHECK-NEXT:   |   ^^^
# CHECK-NEXT:   = help: an error ends the program; it can't be caught
# CHECK-NOT:{{.+}}
