// RUN: qml-opt %s | qml-opt | FileCheck %s
// RUN: qml-opt --mlir-print-op-generic %s | qml-opt | FileCheck %s

func.func private @model(%x: tensor<2xf64>, %w: tensor<f64>) -> tensor<f64>

// CHECK-LABEL: func.func @use
func.func @use(%x: tensor<2xf64>, %w: tensor<f64>) -> (tensor<f64>, tensor<f64>, tensor<2xf64>) {
  // CHECK: qml.run @model(%{{.*}}, %{{.*}}) : (tensor<2xf64>, tensor<f64>) -> tensor<f64>
  %0 = qml.run @model(%x, %w) : (tensor<2xf64>, tensor<f64>) -> tensor<f64>
  // CHECK: qml.value_and_grad @model(%{{.*}}, %{{.*}}) wrt [1, 0] : (tensor<2xf64>, tensor<f64>) -> (tensor<f64>, tensor<f64>, tensor<2xf64>)
  %1:3 = qml.value_and_grad @model(%x, %w) wrt [1, 0] : (tensor<2xf64>, tensor<f64>) -> (tensor<f64>, tensor<f64>, tensor<2xf64>)
  return %0, %1#1, %1#2 : tensor<f64>, tensor<f64>, tensor<2xf64>
}
