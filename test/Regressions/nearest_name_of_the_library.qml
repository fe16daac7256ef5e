qml 1.0
# RUN: not qmlc check %s 2>&1 | FileCheck %s
# What a program does not mention of the standard library is not read, but still proposed.
# CHECK: error[E0301]: `GroverOperatr` is not known here
# CHECK: help: did you mean `GroverOperator`?
circuit c() -> float {
  qubit[2] q
  GroverOperatr(q)
  return expval(Z(q[0]))
}
