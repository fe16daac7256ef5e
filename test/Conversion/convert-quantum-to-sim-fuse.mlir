// RUN: qml-opt --convert-quantum-to-sim %s | FileCheck %s
// RUN: qml-opt --convert-quantum-to-sim=max-targets=0 %s | FileCheck %s --check-prefix=OFF

// Two rotations and a controlled gate become one block of two qubits; the reading stays.
// CHECK-LABEL: sim.plan @large.plan qubits 22 slots 1 {
// CHECK-NEXT: sim.block "matrix" [{{2[01], 2[01]}}] {
// CHECK-NEXT: sim.apply RX
// CHECK-NEXT: sim.apply H on [{{[01], [01]}}] controls 1 negated 1
// CHECK-NEXT: sim.apply RY
// CHECK-NOT: sim.block
// CHECK: sim.read "probs" on [0]
// OFF-LABEL: sim.plan @large.plan
// OFF-COUNT-3: sim.block
func.func @large(%x: tensor<f64>) -> tensor<2xf64> attributes {quantum.circuit} {
  %a = tensor.extract %x[] : tensor<f64>
  %b = arith.constant 0.1 : f64
  %q:22 = quantum.alloc 22
  %0 = quantum.gate RX(%a) %q#0
  %1:2 = quantum.gate H() %q#1 ctrl %0 negated 1
  %2 = quantum.gate RY(%b) %1#1
  %p, %3 = quantum.read "probs" %1#0 : tensor<2xf64>, !quantum.qubit
  return %p : tensor<2xf64>
}

// Left alone: a state of four amplitudes, where building the larger matrix costs more than a pass.
// CHECK-LABEL: sim.plan @small.plan
// CHECK-COUNT-3: sim.block
func.func @small(%x: tensor<f64>) -> tensor<2xf64> attributes {quantum.circuit} {
  %a = tensor.extract %x[] : tensor<f64>
  %b = arith.constant 0.1 : f64
  %q:2 = quantum.alloc 2
  %0 = quantum.gate RX(%a) %q#0
  %1:2 = quantum.gate H() %q#1 ctrl %0 negated 1
  %2 = quantum.gate RY(%b) %1#1
  %p, %3 = quantum.read "probs" %1#0 : tensor<2xf64>, !quantum.qubit
  return %p : tensor<2xf64>
}

// Diagonal gates of many qubits become one diagonal block.
// CHECK-LABEL: sim.plan @diagonal.plan
// CHECK-COUNT-1: sim.block "diagonal" [{{[0-9]+(, [0-9]+)+}}] {
// CHECK-NOT: sim.block
// CHECK: sim.apply S
// CHECK: sim.apply T adj
// CHECK: sim.apply RZ
func.func @diagonal(%x: tensor<f64>) -> tensor<16x2xf64> attributes {quantum.circuit} {
  %a = tensor.extract %x[] : tensor<f64>
  %q:4 = quantum.alloc 4
  %0 = quantum.gate S() %q#0
  %1 = quantum.gate T adj() %q#2
  %2 = quantum.gate RZ(%a) %q#3
  %s, %3:4 = quantum.read "state" %0, %q#1, %1, %2 : tensor<16x2xf64>, !quantum.qubit, !quantum.qubit, !quantum.qubit, !quantum.qubit
  return %s : tensor<16x2xf64>
}
