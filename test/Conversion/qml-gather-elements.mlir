// RUN: qml-opt --qml-gather-elements="shortest=3 fewest=2" %s | FileCheck %s

// Elements in the order in which they lie are copied in one run, the others gathered aside, into the shape that is asked for.
// CHECK-LABEL: func.func @run
// CHECK-SAME: (%[[W:.*]]: tensor<2x2xf64>, %[[X:.*]]: f64)
func.func @run(%w: tensor<2x2xf64>, %x: f64) -> tensor<2x2xf64> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %w01 = tensor.extract %w[%c0, %c1] : tensor<2x2xf64>
  %w10 = tensor.extract %w[%c1, %c0] : tensor<2x2xf64>
  %w11 = tensor.extract %w[%c1, %c1] : tensor<2x2xf64>
  // CHECK-NOT: tensor.extract %
  // CHECK: %[[FLAT:.*]] = tensor.collapse_shape %[[W]] {{\[\[}}0, 1]] : tensor<2x2xf64> into tensor<4xf64>
  // CHECK: %[[ALL:.*]] = tensor.empty() : tensor<4xf64>
  // CHECK: %[[SLICE:.*]] = tensor.extract_slice %[[FLAT]][1] [3] [1]
  // CHECK: %[[FIRST:.*]] = tensor.insert_slice %[[SLICE]] into %[[ALL]][0] [3] [1]
  // CHECK: %[[OTHERS:.*]] = tensor.from_elements %[[X]] : tensor<1xf64>
  // CHECK: %[[BOTH:.*]] = scf.for {{.*}} iter_args(%{{.*}} = %[[FIRST]])
  // CHECK: tensor.expand_shape %[[BOTH]] {{\[\[}}0, 1]] output_shape [2, 2]
  %all = tensor.from_elements %w01, %w10, %w11, %x : tensor<2x2xf64>
  return %all : tensor<2x2xf64>
}

// Those that are computed alike are computed in a loop: places and constants come from tables, or a formula where they go in steps.
// CHECK-LABEL: func.func @alike
// CHECK-SAME: (%[[W:.*]]: tensor<8xf64>, %[[X:.*]]: tensor<8xf64>, %[[Y:.*]]: f64)
func.func @alike(%w: tensor<8xf64>, %x: tensor<8xf64>, %y: f64) -> tensor<6xf64> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %c5 = arith.constant 5 : index
  %c7 = arith.constant 7 : index
  %f1 = arith.constant 1.0 : f64
  %f2 = arith.constant 2.0 : f64
  %f3 = arith.constant 3.0 : f64
  %w7 = tensor.extract %w[%c7] : tensor<8xf64>
  %w3 = tensor.extract %w[%c3] : tensor<8xf64>
  %w5 = tensor.extract %w[%c5] : tensor<8xf64>
  %x1 = tensor.extract %x[%c1] : tensor<8xf64>
  %x3 = tensor.extract %x[%c3] : tensor<8xf64>
  %x5 = tensor.extract %x[%c5] : tensor<8xf64>
  %p7 = arith.mulf %w7, %x1 : f64
  %p3 = arith.mulf %w3, %x3 : f64
  %p5 = arith.mulf %w5, %x5 : f64
  %s7 = arith.addf %p7, %f1 : f64
  %s3 = arith.addf %p3, %f2 : f64
  %s5 = arith.addf %p5, %f3 : f64
  %s = arith.mulf %w7, %y : f64
  %x0 = tensor.extract %x[%c0] : tensor<8xf64>
  // CHECK: %[[ALL:.*]] = tensor.empty() : tensor<6xf64>
  // CHECK: %[[SUMS:.*]] = scf.for %[[I:.*]] = %{{.*}} to %c3{{.*}} step %{{.*}} iter_args(%[[T:.*]] = %[[ALL]])
  // CHECK-DAG: %[[PLACES:.*]] = arith.constant dense<[7, 3, 5]> : tensor<3xindex>
  // CHECK-DAG: %[[PLACE:.*]] = tensor.extract %[[PLACES]][%[[I]]]
  // CHECK-DAG: %[[FACTOR:.*]] = tensor.extract %[[W]][%[[PLACE]]]
  // CHECK-DAG: %[[STEPS:.*]] = arith.muli %[[I]], %c2
  // CHECK-DAG: %[[STEP:.*]] = arith.addi %[[STEPS]], %c1
  // CHECK-DAG: %[[OTHER:.*]] = tensor.extract %[[X]][%[[STEP]]]
  // CHECK-DAG: %[[PRODUCT:.*]] = arith.mulf %[[FACTOR]], %[[OTHER]]
  // CHECK-DAG: %[[NUMBERS:.*]] = arith.constant dense<[1.0{{.*}}, 2.0{{.*}}, 3.0{{.*}}]> : tensor<3xf64>
  // CHECK-DAG: %[[NUMBER:.*]] = tensor.extract %[[NUMBERS]][%[[I]]]
  // CHECK: %[[SUM:.*]] = arith.addf %[[PRODUCT]], %[[NUMBER]]
  // CHECK: %[[NEXT:.*]] = tensor.insert %[[SUM]] into %[[T]]
  // CHECK: scf.yield %[[NEXT]]
  // CHECK: %[[CONSTANTS:.*]] = scf.for {{.*}} iter_args(%{{.*}} = %[[SUMS]])
  // CHECK: tensor.insert %cst
  // CHECK: tensor.from_elements
  // CHECK: %[[LAST:.*]] = scf.for {{.*}} iter_args(%{{.*}} = %[[CONSTANTS]])
  // CHECK: return %[[LAST]]
  %all = tensor.from_elements %s7, %f2, %s3, %s, %s5, %f2 : tensor<6xf64>
  return %all : tensor<6xf64>
}

// The first takes a number twice, the others two.
// CHECK-LABEL: func.func @squares
func.func @squares(%w: tensor<8xf64>) -> tensor<2xf64> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %w0 = tensor.extract %w[%c0] : tensor<8xf64>
  %w1 = tensor.extract %w[%c1] : tensor<8xf64>
  %square = arith.mulf %w0, %w0 : f64
  %product = arith.mulf %w0, %w1 : f64
  // CHECK: scf.for %[[I:[a-z0-9]+]] =
  // CHECK: %[[LEFT:.*]] = tensor.extract %{{.*}}[%c0
  // CHECK: %[[RIGHT:.*]] = tensor.extract %{{.*}}[%[[I]]]
  // CHECK: arith.mulf %[[LEFT]], %[[RIGHT]]
  %all = tensor.from_elements %square, %product : tensor<2xf64>
  return %all : tensor<2xf64>
}

// Rows may share some elements only: their entries take them one by one.
// CHECK-LABEL: func.func @rows
// CHECK: tensor.from_elements
func.func @rows(%x: tensor<1xf64>, %w: tensor<3xf64>) -> tensor<3xf64> attributes {qml.rows = 1 : i64} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %w0 = tensor.extract %w[%c0] : tensor<3xf64>
  %w1 = tensor.extract %w[%c1] : tensor<3xf64>
  %w2 = tensor.extract %w[%c2] : tensor<3xf64>
  %all = tensor.from_elements %w0, %w1, %w2 : tensor<3xf64>
  return %all : tensor<3xf64>
}
