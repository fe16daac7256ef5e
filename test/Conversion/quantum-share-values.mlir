// RUN: qml-opt --quantum-share-values %s | FileCheck %s

// Elements, and what is computed of them, are read once. Gates stay; what only looks alike stays apart.
// CHECK-LABEL: func.func @circuit
// CHECK-SAME: (%[[X:.*]]: tensor<2x2xf64>, %[[I:.*]]: index, %[[Q:.*]]: !quantum.qubit)
func.func @circuit(%x: tensor<2x2xf64>, %i: index, %q: !quantum.qubit) -> (!quantum.qubit, f64) {
  // CHECK: %[[ZERO:.*]] = arith.constant 0 : index
  // CHECK-NEXT: %[[ONE:.*]] = arith.constant 1 : index
  // CHECK-NEXT: %[[A:.*]] = tensor.extract %[[X]][%[[ZERO]], %[[ONE]]]
  // CHECK-NEXT: %[[S:.*]] = math.sin %[[A]]
  // CHECK-NEXT: %[[B:.*]] = tensor.extract %[[X]][%[[ONE]], %[[ZERO]]]
  // CHECK-NEXT: %[[V:.*]] = tensor.extract %[[X]][%[[I]], %[[ZERO]]]
  %zero = arith.constant 0 : index
  %one = arith.constant 1 : index
  %again = arith.constant 0 : index
  %a = tensor.extract %x[%zero, %one] : tensor<2x2xf64>
  %s = math.sin %a : f64
  %b = tensor.extract %x[%one, %zero] : tensor<2x2xf64>
  %c = tensor.extract %x[%again, %one] : tensor<2x2xf64>
  %t = math.sin %c : f64
  %v = tensor.extract %x[%i, %zero] : tensor<2x2xf64>
  %w = tensor.extract %x[%i, %again] : tensor<2x2xf64>
  // CHECK-NEXT: %[[R:.*]] = quantum.gate RX(%[[S]]) %[[Q]]
  // CHECK-NEXT: quantum.gate RX(%[[S]]) %[[R]]
  // CHECK-NEXT: %[[D:.*]] = arith.subf %[[S]], %[[B]]
  // CHECK-NEXT: %[[E:.*]] = arith.subf %[[B]], %[[S]]
  // CHECK-NEXT: %[[M:.*]] = arith.mulf %[[D]], %[[E]]
  // CHECK-NEXT: arith.divf %[[M]], %[[V]]
  %r = quantum.gate RX(%s) %q
  %u = quantum.gate RX(%t) %r
  %d = arith.subf %s, %b : f64
  %e = arith.subf %b, %t : f64
  %m = arith.mulf %d, %e : f64
  %p = arith.divf %m, %w : f64
  return %u, %p : !quantum.qubit, f64
}
