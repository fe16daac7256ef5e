# A cached object gives the same numbers; a damaged one counts as absent and is replaced.
# RUN: rm -rf %t.cache
# RUN: env QMLC_CACHE=%t.cache qmlc run %s > %t.first
# RUN: ls %t.cache | count 2
# RUN: env QMLC_CACHE=%t.cache qmlc run %s > %t.second
# RUN: diff %t.first %t.second
# RUN: ls %t.cache | count 2
# RUN: python3 -c "import pathlib, sys; [p.write_bytes(p.read_bytes()[:-9] + bytes(9)) for p in pathlib.Path(sys.argv[1]).iterdir()]" %t.cache
# RUN: env QMLC_CACHE=%t.cache qmlc run %s > %t.third
# RUN: diff %t.first %t.third
# RUN: ls %t.cache | count 2
# RUN: FileCheck %s < %t.first
# CHECK: 0.955336
# CHECK-NEXT: -0.295520
qml 1.0
circuit c(x: float) -> float {
  qubit q
  RX(x, q)
  return expval(Z(q))
}
func twice(x: float) -> float { return c(x) }
main {
  print(f"{twice(0.3):.6f}")
  print(f"{grad(c, wrt=x)(0.3):.6f}")
}
