// RUN: qml-opt %s | qml-opt | FileCheck %s
// RUN: qml-opt --mlir-print-op-generic %s | qml-opt | FileCheck %s

// CHECK-LABEL: sim.plan @c qubits 3 slots 2 {
sim.plan @c qubits 3 slots 2 {
  // CHECK-NEXT: sim.slot [0, 1] [1.000000e+00, -2.000000e+00]
  sim.slot [0, 1] [1.0, -2.0]
  // CHECK-NEXT: sim.start 7 imaginary 2 negative 5 pairs [0, 1, 3] phase -2.500000e-01
  sim.start 7 imaginary 2 negative 5 pairs [0, 1, 3] phase -0.25
  // A qubit that CNOTs have spread: its flip changes its own parity only.
  // CHECK-NEXT: sim.block "matrix" flips [6] signs [2] controls [6, 1] [true, false] {
  sim.block "matrix" flips [6] signs [2] controls [6, 1] [true, false] {
    // CHECK-NEXT: sim.apply RX flips [1] signs [1] angles [5.000000e-01] [2.000000e+00] [2]
    sim.apply RX flips [1] signs [1] angles [0.5] [2.0] [2]
    // CHECK-NEXT: sim.apply S adj flips [1] signs [1] angles [] [] []
    sim.apply S adj flips [1] signs [1] angles [] [] []
  }
  // CHECK: sim.block "matrix" flips [4, 3] signs [4, 1] controls [] [] {
  sim.block "matrix" flips [4, 3] signs [4, 1] controls [] [] {
    // CHECK-NEXT: sim.apply Z flips [2, 1] signs [2, 1] controls 1 negated 1 angles [] [] []
    sim.apply Z flips [2, 1] signs [2, 1] controls 1 negated 1 angles [] [] []
    // CHECK-NEXT: sim.apply SingleExcitation flips [3] signs [1] rows [1, 2] angles [0.000000e+00] [1.000000e+00] [0]
    sim.apply SingleExcitation flips [3] signs [1] rows [1, 2] angles [0.0] [1.0] [0]
  }
  // CHECK: sim.block "phases" flips [] signs [] controls [] [] {
  sim.block "phases" flips [] signs [] controls [] [] {
    // CHECK-NEXT: sim.phase 7 angle 1.000000e-01 0.000000e+00 -1
    sim.phase 7 angle 0.1 0.0 -1
    // CHECK-NEXT: sim.phase 0 angle 0.000000e+00 -5.000000e-01 1
    sim.phase 0 angle 0.0 -0.5 1
  }
  // CHECK: sim.qubits flips [4, 6, 1] signs [6, 2, 1] negated [false, true, false]
  sim.qubits flips [4, 6, 1] signs [6, 2, 1] negated [false, true, false]
  // CHECK-NEXT: sim.read "expval" {{\[\[}}#quantum.term<1.000000e+00 : f64, "Z0 Y2">]] on []
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
  // CHECK: sim.run_with_gradient @c(%{{.*}}, %{{.*}}) : tensor<2xf64>, tensor<5xf64> -> tensor<5xf64>, tensor<2xf64>
  %2, %3 = sim.run_with_gradient @c(%s, %c) : tensor<2xf64>, tensor<5xf64> -> tensor<5xf64>, tensor<2xf64>
  return %0, %1 : tensor<5xf64>, tensor<2xf64>
}
