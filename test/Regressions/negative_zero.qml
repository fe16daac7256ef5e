qml 1.0
# RUN: qmlc run %s | FileCheck %s
# CHECK: {{^}}0.000 +0.0 0.0% -1.0e-09 -0.001
main {
  let x = -1e-9
  print(f"{x:.3f} {x:+.1f} {x:.1%} {x:.1e} {1e6 * x:.3f}")
}
