qml 1.0
# RUN: not qmlc run %s 2>&1 | FileCheck %s
# CHECK: error[E0116]: `shots` can't be -1
@shots(-1)
circuit f() -> float {
  qubit q
  return expval(Z(q))
}
main { print(f()) }
