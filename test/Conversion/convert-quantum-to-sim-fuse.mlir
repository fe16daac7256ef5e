// RUN: qml-opt --convert-quantum-to-sim=optimize=false %s | FileCheck %s
// RUN: qml-opt --convert-quantum-to-sim="optimize=false fuse=false" %s | FileCheck %s --check-prefix=OFF

// Rotations about one axis become one, past a gate on other qubits.
// CHECK-LABEL: sim.plan @rotations.plan qubits 4 slots 1 {
// CHECK-NEXT: sim.block "rotation" flips [8] signs [0] controls [] [] {
// CHECK-NEXT: sim.phase 0 angle 0.000000e+00 1.000000e+00 0
// CHECK-NEXT: sim.phase 0 angle 1.000000e-01 0.000000e+00 -1
// CHECK-NEXT: }
// CHECK-NEXT: sim.block "matrix" flips [1] signs [1] controls [2] [true] {
// CHECK-NEXT: sim.apply H
// CHECK-NEXT: }
// CHECK-NEXT: sim.read
// OFF-LABEL: sim.plan @rotations.plan
// OFF-COUNT-3: sim.block
func.func @rotations(%x: tensor<f64>) -> tensor<2xf64> attributes {quantum.circuit} {
  %a = tensor.extract %x[] : tensor<f64>
  %b = arith.constant 0.1 : f64
  %q:4 = quantum.alloc 4
  %0 = quantum.gate RX(%a) %q#0
  %1:2 = quantum.gate H() %q#3 ctrl %q#2
  %2 = quantum.gate RX(%b) %0
  %p, %3 = quantum.read "probs" %2 : tensor<2xf64>, !quantum.qubit
  return %p : tensor<2xf64>
}

// Gates of one qubit that are no rotations become one matrix, which takes the phases of the qubit in.
// CHECK-LABEL: sim.plan @matrices.plan
// CHECK-NEXT: sim.block "matrix" flips [2] signs [2] controls [] [] {
// CHECK-NEXT: sim.apply PRX
// CHECK-NEXT: sim.apply RZ
// CHECK-NEXT: sim.apply PRX
// CHECK-NEXT: }
// CHECK-NEXT: sim.read
func.func @matrices(%x: tensor<f64>) -> tensor<2xf64> attributes {quantum.circuit} {
  %a = tensor.extract %x[] : tensor<f64>
  %q:2 = quantum.alloc 2
  %0 = quantum.gate PRX(%a, %a) %q#0
  %1 = quantum.gate RZ(%a) %0
  %2 = quantum.gate PRX(%a, %a) %1
  %p, %3 = quantum.read "probs" %2 : tensor<2xf64>, !quantum.qubit
  return %p : tensor<2xf64>
}

// Blocks that act under other conditions stay apart.
// CHECK-LABEL: sim.plan @controlled.plan
// CHECK-COUNT-3: sim.block "{{matrix|rotation}}"
// CHECK-NOT: sim.block
// CHECK: sim.read
func.func @controlled(%x: tensor<f64>) -> tensor<2xf64> attributes {quantum.circuit} {
  %a = tensor.extract %x[] : tensor<f64>
  %b = arith.constant 0.1 : f64
  %q:2 = quantum.alloc 2
  %0 = quantum.gate RX(%a) %q#0
  %1:2 = quantum.gate H() %q#1 ctrl %0 negated 1
  %2 = quantum.gate RY(%b) %1#1
  %p, %3 = quantum.read "probs" %1#0 : tensor<2xf64>, !quantum.qubit
  return %p : tensor<2xf64>
}

// Diagonal gates of all qubits become one block: the adjoint T is a rotation and a global phase of -pi/8. S does nothing to |0>.
// CHECK-LABEL: sim.plan @diagonal.plan
// CHECK-NEXT: sim.block "phases" flips [] signs [] controls [] [] {
// CHECK-NEXT: sim.phase 0 angle 0.785398{{[0-9]*}} 0.000000e+00 -1
// CHECK-NEXT: sim.phase 2 angle -0.785398{{[0-9]*}} 0.000000e+00 -1
// CHECK-NEXT: sim.phase 1 angle 0.000000e+00 1.000000e+00 0
// CHECK-NEXT: }
// CHECK-NEXT: sim.read
func.func @diagonal(%x: tensor<f64>) -> tensor<16x2xf64> attributes {quantum.circuit} {
  %a = tensor.extract %x[] : tensor<f64>
  %q:4 = quantum.alloc 4
  %0 = quantum.gate S() %q#0
  %1 = quantum.gate T adj() %q#2
  %2 = quantum.gate RZ(%a) %q#3
  %s, %3:4 = quantum.read "state" %0, %q#1, %1, %2 : tensor<16x2xf64>, !quantum.qubit, !quantum.qubit, !quantum.qubit, !quantum.qubit
  return %s : tensor<16x2xf64>
}

// Clifford gates that nothing comes before become the state that the plan starts from.
// CHECK-LABEL: sim.plan @prefix.plan qubits 3 slots 1 {
// CHECK-NEXT: sim.start 6 imaginary 4 negative 0 pairs [0, 0, 2] phase 0.000000e+00
// CHECK-NEXT: sim.block "rotation" flips [2] signs [0] controls [] [] {
// CHECK-NEXT: sim.phase 0 angle 0.000000e+00 1.000000e+00 0
// CHECK-NEXT: }
// CHECK-NEXT: sim.read
func.func @prefix(%x: tensor<f64>) -> tensor<8x2xf64> attributes {quantum.circuit} {
  %a = tensor.extract %x[] : tensor<f64>
  %q:3 = quantum.alloc 3
  %0 = quantum.gate H() %q#0
  %1 = quantum.gate H() %q#1
  %2:2 = quantum.gate Z() %1 ctrl %0
  %3 = quantum.gate RX(%a) %2#1
  %4 = quantum.gate S() %2#0
  %s, %5:3 = quantum.read "state" %3, %4, %q#2 : tensor<8x2xf64>, !quantum.qubit, !quantum.qubit, !quantum.qubit
  return %s : tensor<8x2xf64>
}
