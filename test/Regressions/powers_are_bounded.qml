qml 1.0
# RUN: not qmlc run %s 2>&1 | FileCheck %s
# CHECK: error[E0019]: this power grows beyond 2000000 gates
gate g(q: qubit) { H(q); T(q) }
circuit c() -> float {
  qubit q
  pow(g, 1000000000000)(q)
  return expval(Z(q))
}
main { print(c()) }
