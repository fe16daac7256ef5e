// RUN: qml-opt --qml-scalarize --cse %s | FileCheck %s

// CHECK-LABEL: func.func @slice
// CHECK-SAME: (%[[W:.*]]: tensor<2x3xf64>)
func.func @slice(%w: tensor<2x3xf64>) -> f64 {
  %c1 = arith.constant 1 : index
  // CHECK-NOT: extract_slice
  // CHECK: %[[E:.*]] = tensor.extract %[[W]][%c1, %c2]
  // CHECK: return %[[E]]
  %row = tensor.extract_slice %w[1, 1] [1, 2] [1, 1] : tensor<2x3xf64> to tensor<2xf64>
  %e = tensor.extract %row[%c1] : tensor<2xf64>
  return %e : f64
}

// CHECK-LABEL: func.func @strided
// CHECK-SAME: (%[[W:.*]]: tensor<6xf64>)
func.func @strided(%w: tensor<6xf64>) -> f64 {
  %c2 = arith.constant 2 : index
  // CHECK: tensor.extract %[[W]][%c5]
  %part = tensor.extract_slice %w[1] [3] [2] : tensor<6xf64> to tensor<3xf64>
  %e = tensor.extract %part[%c2] : tensor<3xf64>
  return %e : f64
}

// CHECK-LABEL: func.func @elementwise
// CHECK-SAME: (%[[X:.*]]: tensor<2xf64>)
func.func @elementwise(%x: tensor<2xf64>) -> f64 {
  %c0 = arith.constant 0 : index
  %two = arith.constant dense<[2.0, 3.0]> : tensor<2xf64>
  // CHECK-DAG: %[[TWO:.*]] = arith.constant 2.000000e+00 : f64
  // CHECK-DAG: %[[E:.*]] = tensor.extract %[[X]][%c0]
  // CHECK: %[[M:.*]] = arith.mulf %[[E]], %[[TWO]] : f64
  // CHECK: %[[S:.*]] = math.sin %[[M]] : f64
  // CHECK: return %[[S]]
  %0 = arith.mulf %x, %two : tensor<2xf64>
  %1 = math.sin %0 : tensor<2xf64>
  %e = tensor.extract %1[%c0] : tensor<2xf64>
  return %e : f64
}

// Tensors of one number are computed as numbers.
// CHECK-LABEL: func.func @number
// CHECK-SAME: (%[[X:.*]]: tensor<f64>)
func.func @number(%x: tensor<f64>) -> tensor<f64> {
  // CHECK: %[[E:.*]] = tensor.extract %[[X]][]
  // CHECK: %[[M:.*]] = arith.mulf %[[E]], %[[E]] : f64
  // CHECK: %[[S:.*]] = math.sin %[[M]] : f64
  // CHECK: %[[R:.*]] = tensor.from_elements %[[S]]
  // CHECK: return %[[R]]
  %0 = arith.mulf %x, %x : tensor<f64>
  %1 = math.sin %0 : tensor<f64>
  return %1 : tensor<f64>
}

// CHECK-LABEL: func.func @left_alone
func.func @left_alone(%x: tensor<6xf64>, %y: tensor<6xf64>, %i: index, %c: i1) -> (f64, f64) {
  %c0 = arith.constant 0 : index
  // A slice whose place is known at run time only.
  // CHECK: tensor.extract_slice
  %part = tensor.extract_slice %x[%i] [2] [1] : tensor<6xf64> to tensor<2xf64>
  // CHECK: tensor.extract
  %e = tensor.extract %part[%c0] : tensor<2xf64>
  // A choice between whole tensors.
  // CHECK: arith.select
  %t = arith.select %c, %x, %y : tensor<6xf64>
  %u = tensor.extract %t[%c0] : tensor<6xf64>
  return %e, %u : f64, f64
}
