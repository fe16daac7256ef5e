// RUN: qml-opt --qml-share-values %s | FileCheck %s

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

// What a loop computes may be known in front of it, but not the other way round; and not from one branch to the other.
// CHECK-LABEL: func.func @regions
// CHECK-SAME: (%[[X:.*]]: tensor<2xf64>, %[[B:.*]]: i1)
func.func @regions(%x: tensor<2xf64>, %b: i1) -> f64 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  // CHECK: %[[A:.*]] = tensor.extract %[[X]][%c0]
  // CHECK-NEXT: %[[E:.*]] = math.exp %[[A]]
  %a = tensor.extract %x[%c0] : tensor<2xf64>
  %e = math.exp %a : f64
  // CHECK-NEXT: %[[R:.*]] = scf.if %[[B]]
  %r = scf.if %b -> f64 {
    // CHECK-NEXT: %[[S:.*]] = tensor.extract %[[X]][%c1]
    // CHECK-NEXT: arith.addf %[[E]], %[[S]]
    %p = tensor.extract %x[%c0] : tensor<2xf64>
    %q = math.exp %p : f64
    %s = tensor.extract %x[%c1] : tensor<2xf64>
    %t = arith.addf %q, %s : f64
    scf.yield %t : f64
  } else {
    // CHECK: %[[S:.*]] = tensor.extract %[[X]][%c1]
    // CHECK-NEXT: scf.yield %[[S]]
    %s = tensor.extract %x[%c1] : tensor<2xf64>
    scf.yield %s : f64
  }
  // CHECK: %[[L:.*]] = tensor.extract %[[X]][%c1]
  // CHECK-NOT: math.sin
  // CHECK: arith.addf %[[R]], %[[L]]
  %l = tensor.extract %x[%c1] : tensor<2xf64>
  %unused = math.sin %l : f64
  %z = arith.addf %r, %l : f64
  %y = arith.mulf %z, %e : f64
  return %y : f64
}

// Sums over tensors are regions of linalg; those with another body are other sums.
// CHECK-LABEL: func.func @sums
func.func @sums(%x: tensor<4xf64>, %y: tensor<4xf64>, %zero: tensor<f64>) -> (tensor<f64>, tensor<f64>, tensor<f64>) {
  // CHECK: %[[A:.*]] = linalg.dot
  // CHECK: %[[B:.*]] = linalg.generic
  // CHECK-NOT: linalg.dot
  // CHECK: return %[[A]], %[[A]], %[[B]]
  %a = linalg.dot ins(%x, %y : tensor<4xf64>, tensor<4xf64>) outs(%zero : tensor<f64>) -> tensor<f64>
  %b = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>, affine_map<(i) -> ()>], iterator_types = ["reduction"]}
      ins(%x, %y : tensor<4xf64>, tensor<4xf64>) outs(%zero : tensor<f64>) {
  ^bb0(%p: f64, %q: f64, %sum: f64):
    %d = arith.subf %p, %q : f64
    %s = arith.addf %sum, %d : f64
    linalg.yield %s : f64
  } -> tensor<f64>
  %c = linalg.dot ins(%x, %y : tensor<4xf64>, tensor<4xf64>) outs(%zero : tensor<f64>) -> tensor<f64>
  return %a, %c, %b : tensor<f64>, tensor<f64>, tensor<f64>
}
