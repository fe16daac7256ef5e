qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s
circiut c() { }
# CHECK: error[E0005]: unexpected `circiut`
# CHECK: expected a declaration: circuit, gate
