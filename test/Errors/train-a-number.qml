qml 1.0
# RUN: not qmlc run --quiet %s 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
data d = make_moons(20, noise=0.1, seed=0)
main {
  let fit = train 3 on d { loss = 1 }
}
# CHECK:error[E0506]: `train` trains a circuit or func, this is int
# CHECK-NEXT:  --> {{.*}}train-a-number.qml:5:19
# CHECK-NEXT:   |
# CHECK-NEXT: 5 |   let fit = train 3 on d { loss = 1 }
# CHECK-NEXT:   |                   ^
# CHECK-NOT:{{.+}}
