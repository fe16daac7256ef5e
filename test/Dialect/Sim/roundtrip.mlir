// RUN: qml-opt %s | qml-opt | FileCheck %s
// RUN: qml-opt --mlir-print-op-generic %s | qml-opt | FileCheck %s

// CHECK-LABEL: sim.plan @c qubits 3 slots 2 {
sim.plan @c qubits 3 slots 2 {
  // CHECK-NEXT: sim.slot [0, 1] [1.000000e+00, -2.000000e+00]
  sim.slot [0, 1] [1.0, -2.0]
  // CHECK-NEXT: sim.block "matrix" [2] control 1 value 1 {
  sim.block "matrix" [2] control 1 value 1 {
    // CHECK-NEXT: sim.apply RX on [0] angles [5.000000e-01] [2.000000e+00] [2]
    sim.apply RX on [0] angles [0.5] [2.0] [2]
    // CHECK-NEXT: sim.apply S adj on [0] angles [] [] []
    sim.apply S adj on [0] angles [] [] []
  }
  // CHECK: sim.block "diagonal" [0, 1] {
  sim.block "diagonal" [0, 1] {
    // CHECK-NEXT: sim.apply Z on [0, 1] controls 1 negated 1 angles [] [] []
    sim.apply Z on [0, 1] controls 1 negated 1 angles [] [] []
  }
  // CHECK: sim.block "parity_phase" [2, 0, 1] {
  sim.block "parity_phase" [2, 0, 1] {
    // CHECK-NEXT: sim.apply MultiRZ on [0, 1, 2] angles [1.000000e-01] [0.000000e+00] [-1]
    sim.apply MultiRZ on [0, 1, 2] angles [0.1] [0.0] [-1]
  }
  // CHECK: sim.read "expval" {{\[\[}}#quantum.term<1.000000e+00 : f64, "Z0 Y2">]] on []
  sim.read "expval" [[#quantum.term<1.0, "Z0 Y2">]] on []
  // CHECK-NEXT: sim.read "probs" on [0, 1]
  sim.read "probs" on [0, 1]
}

// CHECK-LABEL: func.func @run
func.func @run(%s: tensor<2xf64>, %c: tensor<5xf64>) -> (tensor<5xf64>, tensor<2xf64>) {
  // CHECK: sim.run @c(%{{.*}}) : tensor<2xf64> -> tensor<5xf64>
  %0 = sim.run @c(%s) : tensor<2xf64> -> tensor<5xf64>
  // CHECK: sim.gradient @c(%{{.*}}, %{{.*}}) : tensor<2xf64>, tensor<5xf64> -> tensor<2xf64>
  %1 = sim.gradient @c(%s, %c) : tensor<2xf64>, tensor<5xf64> -> tensor<2xf64>
  return %0, %1 : tensor<5xf64>, tensor<2xf64>
}
