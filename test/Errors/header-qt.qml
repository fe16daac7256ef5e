import QtQuick 2.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
Item { width: 3 }
# CHECK:error[E0008]: this looks like a Qt QML file
# CHECK-NEXT:  --> {{.*}}header-qt.qml:1:1
# CHECK-NEXT:   |
# CHECK-NEXT: 1 | import QtQuick 2.0
# CHECK-NEXT:   | ^^^^^^^^^^^^^^
# CHECK-NEXT:   = help: programs for this compiler start with the line `qml 1.0`
# CHECK-NOT:{{.+}}
