// RUN: qml-opt --convert-quantum-to-sim %s | FileCheck %s

// With channels the plan holds the steps themselves, gates on two qubits at most, in order.
// CHECK-LABEL: sim.plan @noisy.plan qubits 2 slots 1 {
// CHECK-NEXT: sim.gate RX on [0] angles [0.000000e+00] [1.000000e+00] [0]
// CHECK-NEXT: sim.channel bit_flip on [0] params [1.000000e-01] [0.000000e+00] [-1]
// CHECK-NEXT: sim.gate X on [0, 1] controls 1 angles [] [] []
// CHECK-NEXT: sim.read "probs" on [1]
func.func @noisy(%x: tensor<f64>) -> tensor<2xf64> attributes {quantum.circuit} {
  %p = arith.constant 0.1 : f64
  %e = tensor.extract %x[] : tensor<f64>
  %q:2 = quantum.alloc 2
  %0 = quantum.gate RX(%e) %q#0
  %1 = quantum.channel bit_flip(%p) %0
  %2 = quantum.barrier %1
  %3:2 = quantum.gate X() %q#1 ctrl %2
  %v, %4 = quantum.read "probs" %3#1 : tensor<2xf64>, !quantum.qubit
  quantum.dealloc %3#0, %4
  return %v : tensor<2xf64>
}
