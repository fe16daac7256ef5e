// RUN: qml-opt --qml-lower-entries %s | FileCheck %s

// Elements in the order in which they lie are copied in one run, the others one by one, into the shape that is asked for.
// CHECK-LABEL: func.func @gathered
// CHECK-SAME: (%{{.*}}: i64, %[[W:.*]]: memref<4x5xf64>, %[[X:.*]]: memref<1xf64>, %{{.*}}: memref<2x10xf64>)
func.func @gathered(%w: tensor<4x5xf64>, %x: tensor<1xf64>) -> tensor<2x10xf64> attributes {qml.entry} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %c4 = arith.constant 4 : index
  // CHECK: %[[WT:.*]] = bufferization.to_tensor %[[W]]
  // CHECK-NOT: memref.load %[[W]]
  // CHECK: %[[LAST:.*]] = memref.load %[[X]][%c0]
  %x0 = tensor.extract %x[%c0] : tensor<1xf64>
  %w04 = tensor.extract %w[%c0, %c4] : tensor<4x5xf64>
  %w10 = tensor.extract %w[%c1, %c0] : tensor<4x5xf64>
  %w11 = tensor.extract %w[%c1, %c1] : tensor<4x5xf64>
  %w12 = tensor.extract %w[%c1, %c2] : tensor<4x5xf64>
  %w13 = tensor.extract %w[%c1, %c3] : tensor<4x5xf64>
  %w14 = tensor.extract %w[%c1, %c4] : tensor<4x5xf64>
  %w20 = tensor.extract %w[%c2, %c0] : tensor<4x5xf64>
  %w21 = tensor.extract %w[%c2, %c1] : tensor<4x5xf64>
  %w22 = tensor.extract %w[%c2, %c2] : tensor<4x5xf64>
  %w23 = tensor.extract %w[%c2, %c3] : tensor<4x5xf64>
  %w24 = tensor.extract %w[%c2, %c4] : tensor<4x5xf64>
  %w30 = tensor.extract %w[%c3, %c0] : tensor<4x5xf64>
  %w31 = tensor.extract %w[%c3, %c1] : tensor<4x5xf64>
  %w32 = tensor.extract %w[%c3, %c2] : tensor<4x5xf64>
  %w33 = tensor.extract %w[%c3, %c3] : tensor<4x5xf64>
  %w34 = tensor.extract %w[%c3, %c4] : tensor<4x5xf64>
  // CHECK: %[[ALL:.*]] = tensor.empty() : tensor<20xf64>
  // CHECK: %[[FLAT:.*]] = tensor.collapse_shape %[[WT]] {{\[\[}}0, 1]] : tensor<4x5xf64> into tensor<20xf64>
  // CHECK: %[[SLICE:.*]] = tensor.extract_slice %[[FLAT]][4] [16] [1]
  // CHECK: %[[FIRST:.*]] = tensor.insert_slice %[[SLICE]] into %[[ALL]][0] [16] [1]
  // CHECK: %[[REST:.*]] = tensor.from_elements %[[LAST]], %[[LAST]], %[[LAST]], %[[LAST]] : tensor<4xf64>
  // CHECK: %[[BOTH:.*]] = tensor.insert_slice %[[REST]] into %[[FIRST]][16] [4] [1]
  // CHECK: tensor.expand_shape %[[BOTH]] {{\[\[}}0, 1]] output_shape [2, 10]
  %all = tensor.from_elements %w04, %w10, %w11, %w12, %w13, %w14, %w20, %w21, %w22, %w23, %w24, %w30, %w31, %w32, %w33, %w34, %x0, %x0, %x0, %x0 : tensor<2x10xf64>
  return %all : tensor<2x10xf64>
}
