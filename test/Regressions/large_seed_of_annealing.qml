qml 1.0
# RUN: qmlc run %s | FileCheck %s
problem cut {
  binary x[2]
  minimize x[0] + x[1] - 3*x[0]*x[1]
}
main { print(cut.solve(simulated_annealing(reads=4, seed=10**15)).value) } # CHECK: -1.0
