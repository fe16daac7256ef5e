# Objects are code: they lie in a folder for the user alone. One that others may write to is neither used nor changed.
# RUN: rm -rf %t && mkdir -p %t/open && chmod 777 %t/open
# RUN: env QMLC_CACHE=%t/open qmlc run %s | FileCheck %s
# RUN: ls %t/open | count 0
# RUN: ls -ld %t/open | FileCheck %s --check-prefix=OPEN
# Variables that are empty are not set.
# RUN: env QMLC_CACHE= XDG_CACHE_HOME= HOME=%t/home qmlc run %s | FileCheck %s
# RUN: ls %t/home/.cache/qmlc | FileCheck %s --check-prefix=OBJECT
# RUN: ls -ld %t/home/.cache/qmlc | FileCheck %s --check-prefix=OWN
# CHECK: 0.955336
# OPEN: drwxrwxrwx
# OBJECT: .o
# OWN: drwx------
qml 1.0
circuit c(x: float) -> float {
  qubit q
  RX(x, q)
  return expval(Z(q))
}
func once(x: float) -> float { return c(x) }
main { print(f"{once(0.3):.6f}") }
