// RUN: qml-opt --convert-quantum-to-sim %s | FileCheck %s
// RUN: qml-opt --convert-quantum-to-sim=optimize=false %s | FileCheck %s --check-prefix=OFF

// Two rotations become one, whose angle is a sum of slots, before there is a plan; the gates on the other qubit cancel, and the slot of a
// gate that no reading sees is gone.
// CHECK-LABEL: sim.plan @c.plan qubits 2 slots 2 {
// CHECK-NEXT: sim.slot [0, 1] [1.000000e+00, 1.000000e+00]
// CHECK-NEXT: sim.block "rotation" flips [2] signs [0] controls [] [] {
// CHECK-NEXT: sim.phase 0 angle 0.000000e+00 1.000000e+00 2
// CHECK-NEXT: }
// CHECK-NEXT: sim.read
// CHECK-LABEL: func.func @c.slots
// CHECK: %[[A:.*]] = tensor.extract %{{.*}}[%c0]
// CHECK: %[[C:.*]] = tensor.extract %{{.*}}[%c2]
// CHECK: tensor.from_elements %[[A]], %[[C]] : tensor<2xf64>
// OFF-LABEL: sim.plan @c.plan qubits 2 slots 3 {
func.func @c(%x: tensor<3xf64>) -> tensor<2xf64> attributes {quantum.circuit} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %a = tensor.extract %x[%c0] : tensor<3xf64>
  %b = tensor.extract %x[%c1] : tensor<3xf64>
  %c = tensor.extract %x[%c2] : tensor<3xf64>
  %q:2 = quantum.alloc 2
  %0 = quantum.gate RX(%a) %q#0
  %1 = quantum.gate H() %q#1
  %2 = quantum.gate H() %1
  %3 = quantum.gate RY(%b) %2
  %4 = quantum.gate RX(%c) %0
  %p, %5 = quantum.read "probs" %4 : tensor<2xf64>, !quantum.qubit
  quantum.dealloc %5, %3
  return %p : tensor<2xf64>
}
