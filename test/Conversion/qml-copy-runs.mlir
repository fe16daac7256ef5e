// RUN: qml-opt --qml-copy-runs %s | FileCheck %s

// Elements in the order in which they lie are copied in one run, the others one by one, into the shape that is asked for.
// CHECK-LABEL: func.func @gathered
// CHECK-SAME: (%[[W:.*]]: tensor<4x5xf64>, %[[X:.*]]: tensor<1xf64>)
func.func @gathered(%w: tensor<4x5xf64>, %x: tensor<1xf64>) -> tensor<2x10xf64> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %c4 = arith.constant 4 : index
  // CHECK-NEXT: %c0
  // CHECK-NEXT: %[[LAST:.*]] = tensor.extract %[[X]][%c0]
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
  // CHECK-NEXT: %[[ALL:.*]] = tensor.empty() : tensor<20xf64>
  // CHECK: %[[FLAT:.*]] = tensor.collapse_shape %[[W]] {{\[\[}}0, 1]] : tensor<4x5xf64> into tensor<20xf64>
  // CHECK: %[[SLICE:.*]] = tensor.extract_slice %[[FLAT]][4] [16] [1]
  // CHECK: %[[FIRST:.*]] = tensor.insert_slice %[[SLICE]] into %[[ALL]][0] [16] [1]
  // CHECK: %[[REST:.*]] = tensor.from_elements %[[LAST]], %[[LAST]], %[[LAST]], %[[LAST]] : tensor<4xf64>
  // CHECK: %[[BOTH:.*]] = tensor.insert_slice %[[REST]] into %[[FIRST]][16] [4] [1]
  // CHECK: tensor.expand_shape %[[BOTH]] {{\[\[}}0, 1]] output_shape [2, 10]
  %all = tensor.from_elements %w04, %w10, %w11, %w12, %w13, %w14, %w20, %w21, %w22, %w23, %w24, %w30, %w31, %w32, %w33, %w34, %x0, %x0, %x0, %x0 : tensor<2x10xf64>
  return %all : tensor<2x10xf64>
}

// Rows may share some elements only: their entries take them one by one.
// CHECK-LABEL: func.func @rows
// CHECK-NOT: tensor.insert_slice
func.func @rows(%x: tensor<1xf64>, %w: tensor<16xf64>) -> tensor<16xf64> attributes {qml.rows = 1 : i64} {
  %c0 = arith.constant 0 : index
  %w0 = tensor.extract %w[%c0] : tensor<16xf64>
  %c1 = arith.constant 1 : index
  %w1 = tensor.extract %w[%c1] : tensor<16xf64>
  %c2 = arith.constant 2 : index
  %w2 = tensor.extract %w[%c2] : tensor<16xf64>
  %c3 = arith.constant 3 : index
  %w3 = tensor.extract %w[%c3] : tensor<16xf64>
  %c4 = arith.constant 4 : index
  %w4 = tensor.extract %w[%c4] : tensor<16xf64>
  %c5 = arith.constant 5 : index
  %w5 = tensor.extract %w[%c5] : tensor<16xf64>
  %c6 = arith.constant 6 : index
  %w6 = tensor.extract %w[%c6] : tensor<16xf64>
  %c7 = arith.constant 7 : index
  %w7 = tensor.extract %w[%c7] : tensor<16xf64>
  %c8 = arith.constant 8 : index
  %w8 = tensor.extract %w[%c8] : tensor<16xf64>
  %c9 = arith.constant 9 : index
  %w9 = tensor.extract %w[%c9] : tensor<16xf64>
  %c10 = arith.constant 10 : index
  %w10 = tensor.extract %w[%c10] : tensor<16xf64>
  %c11 = arith.constant 11 : index
  %w11 = tensor.extract %w[%c11] : tensor<16xf64>
  %c12 = arith.constant 12 : index
  %w12 = tensor.extract %w[%c12] : tensor<16xf64>
  %c13 = arith.constant 13 : index
  %w13 = tensor.extract %w[%c13] : tensor<16xf64>
  %c14 = arith.constant 14 : index
  %w14 = tensor.extract %w[%c14] : tensor<16xf64>
  %c15 = arith.constant 15 : index
  %w15 = tensor.extract %w[%c15] : tensor<16xf64>
  %all = tensor.from_elements %w0, %w1, %w2, %w3, %w4, %w5, %w6, %w7, %w8, %w9, %w10, %w11, %w12, %w13, %w14, %w15 : tensor<16xf64>
  return %all : tensor<16xf64>
}
