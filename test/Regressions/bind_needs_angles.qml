# Arguments declared as angles were 0 where `build --bind` got no value, and their values were dropped without --bind.
# RUN: not qmlc build %s --entry c --bind 2>&1 | FileCheck %s --check-prefix=BIND
# RUN: not qmlc build %s --entry c --input t=1 2>&1 | FileCheck %s --check-prefix=OPEN
# RUN: qmlc build %s --entry c --bind --input t=0.5 --emit=openqasm2 | FileCheck %s
# BIND: error[E0802]: --bind needs the values of `t`
# OPEN: error[E0802]: --input t has no effect without --bind
# CHECK: rx(0.5) q[0];
qml 1.0
circuit c(t: angle) -> float {
  qubit q
  RX(t, q)
  return expval(Z(q))
}
