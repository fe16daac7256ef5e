// RUN: qml-opt --qml-differentiate %s | FileCheck %s

// Choices, products, operations that move elements, and plans.

// CHECK-LABEL: func.func @grad_select
// CHECK: %[[C:.*]] = arith.cmpf olt
// CHECK: arith.select %[[C]]
// CHECK: arith.select %[[C]]
// CHECK: arith.select %[[C]]
// CHECK: return
func.func private @select(%x: tensor<f64>, %z: tensor<f64>) -> tensor<f64> {
  %a = tensor.extract %x[] : tensor<f64>
  %b = tensor.extract %z[] : tensor<f64>
  %c = arith.cmpf olt, %a, %b : f64
  %y = arith.select %c, %a, %b : f64
  %r = tensor.from_elements %y : tensor<f64>
  return %r : tensor<f64>
}
func.func @grad_select(%x: tensor<f64>, %z: tensor<f64>) -> (tensor<f64>, tensor<f64>) {
  %0:3 = qml.value_and_grad @select(%x, %z) wrt [0, 1] : (tensor<f64>, tensor<f64>) -> (tensor<f64>, tensor<f64>, tensor<f64>)
  return %0#1, %0#2 : tensor<f64>, tensor<f64>
}

// CHECK-LABEL: func.func @grad_dot
// CHECK: linalg.dot
// CHECK: tensor.splat
// CHECK: arith.mulf
// CHECK: arith.mulf
// CHECK: return
func.func private @dot(%a: tensor<2xf64>, %b: tensor<2xf64>) -> tensor<f64> {
  %zero = arith.constant dense<0.0> : tensor<f64>
  %r = linalg.dot ins(%a, %b : tensor<2xf64>, tensor<2xf64>) outs(%zero : tensor<f64>) -> tensor<f64>
  return %r : tensor<f64>
}
func.func @grad_dot(%a: tensor<2xf64>, %b: tensor<2xf64>) -> (tensor<2xf64>, tensor<2xf64>) {
  %0:3 = qml.value_and_grad @dot(%a, %b) wrt [0, 1] : (tensor<2xf64>, tensor<2xf64>) -> (tensor<f64>, tensor<2xf64>, tensor<2xf64>)
  return %0#1, %0#2 : tensor<2xf64>, tensor<2xf64>
}

// The outer product of the cotangent and the vector, and the cotangent times the matrix.
// CHECK-LABEL: func.func @grad_matvec
// CHECK: linalg.matvec
// CHECK: linalg.matmul
// CHECK: linalg.vecmat
// CHECK: return
func.func private @matvec(%a: tensor<2x3xf64>, %b: tensor<3xf64>) -> tensor<f64> {
  %zero = arith.constant dense<0.0> : tensor<f64>
  %init = arith.constant dense<0.0> : tensor<2xf64>
  %ones = arith.constant dense<1.0> : tensor<2xf64>
  %p = linalg.matvec ins(%a, %b : tensor<2x3xf64>, tensor<3xf64>) outs(%init : tensor<2xf64>) -> tensor<2xf64>
  %r = linalg.dot ins(%p, %ones : tensor<2xf64>, tensor<2xf64>) outs(%zero : tensor<f64>) -> tensor<f64>
  return %r : tensor<f64>
}
func.func @grad_matvec(%a: tensor<2x3xf64>, %b: tensor<3xf64>) -> (tensor<2x3xf64>, tensor<3xf64>) {
  %0:3 = qml.value_and_grad @matvec(%a, %b) wrt [0, 1] : (tensor<2x3xf64>, tensor<3xf64>) -> (tensor<f64>, tensor<2x3xf64>, tensor<3xf64>)
  return %0#1, %0#2 : tensor<2x3xf64>, tensor<3xf64>
}

// CHECK-LABEL: func.func @grad_vecmat
// CHECK: linalg.vecmat
// CHECK: linalg.matvec
// CHECK: linalg.matmul
// CHECK: return
func.func private @vecmat(%a: tensor<2xf64>, %b: tensor<2x3xf64>) -> tensor<f64> {
  %zero = arith.constant dense<0.0> : tensor<f64>
  %init = arith.constant dense<0.0> : tensor<3xf64>
  %ones = arith.constant dense<1.0> : tensor<3xf64>
  %p = linalg.vecmat ins(%a, %b : tensor<2xf64>, tensor<2x3xf64>) outs(%init : tensor<3xf64>) -> tensor<3xf64>
  %r = linalg.dot ins(%p, %ones : tensor<3xf64>, tensor<3xf64>) outs(%zero : tensor<f64>) -> tensor<f64>
  return %r : tensor<f64>
}
func.func @grad_vecmat(%a: tensor<2xf64>, %b: tensor<2x3xf64>) -> (tensor<2xf64>, tensor<2x3xf64>) {
  %0:3 = qml.value_and_grad @vecmat(%a, %b) wrt [0, 1] : (tensor<2xf64>, tensor<2x3xf64>) -> (tensor<f64>, tensor<2xf64>, tensor<2x3xf64>)
  return %0#1, %0#2 : tensor<2xf64>, tensor<2x3xf64>
}

// CHECK-LABEL: func.func @grad_matmul
// CHECK: linalg.matmul
// CHECK: linalg.transpose ins(%{{.*}} : tensor<3x2xf64>)
// CHECK: linalg.matmul
// CHECK: linalg.transpose ins(%{{.*}} : tensor<2x3xf64>)
// CHECK: linalg.matmul
// CHECK: return
func.func private @matmul(%a: tensor<2x3xf64>, %b: tensor<3x2xf64>) -> tensor<f64> {
  %c0 = arith.constant 0 : index
  %init = arith.constant dense<0.0> : tensor<2x2xf64>
  %p = linalg.matmul ins(%a, %b : tensor<2x3xf64>, tensor<3x2xf64>) outs(%init : tensor<2x2xf64>) -> tensor<2x2xf64>
  %y = tensor.extract %p[%c0, %c0] : tensor<2x2xf64>
  %r = tensor.from_elements %y : tensor<f64>
  return %r : tensor<f64>
}
func.func @grad_matmul(%a: tensor<2x3xf64>, %b: tensor<3x2xf64>) -> (tensor<2x3xf64>, tensor<3x2xf64>) {
  %0:3 = qml.value_and_grad @matmul(%a, %b) wrt [0, 1] : (tensor<2x3xf64>, tensor<3x2xf64>) -> (tensor<f64>, tensor<2x3xf64>, tensor<3x2xf64>)
  return %0#1, %0#2 : tensor<2x3xf64>, tensor<3x2xf64>
}

// CHECK-LABEL: func.func @grad_transpose
// CHECK: linalg.transpose
// CHECK: linalg.transpose ins(%{{.*}} : tensor<3x2xf64>)
// CHECK: return
func.func private @transpose(%a: tensor<2x3xf64>) -> tensor<f64> {
  %c0 = arith.constant 0 : index
  %init = tensor.empty() : tensor<3x2xf64>
  %p = linalg.transpose ins(%a : tensor<2x3xf64>) outs(%init : tensor<3x2xf64>) permutation = [1, 0]
  %y = tensor.extract %p[%c0, %c0] : tensor<3x2xf64>
  %r = tensor.from_elements %y : tensor<f64>
  return %r : tensor<f64>
}
func.func @grad_transpose(%a: tensor<2x3xf64>) -> (tensor<2x3xf64>) {
  %0:2 = qml.value_and_grad @transpose(%a) wrt [0] : (tensor<2x3xf64>) -> (tensor<f64>, tensor<2x3xf64>)
  return %0#1 : tensor<2x3xf64>
}

// Elements at constant places are gathered into one tensor.
// CHECK-LABEL: func.func @grad_elements
// CHECK: %[[G:.*]] = tensor.extract %{{.*}}[] : tensor<f64>
// CHECK: tensor.from_elements %{{.*}}, %[[G]] : tensor<2xf64>
// CHECK: return
func.func private @elements(%a: tensor<2xf64>) -> tensor<f64> {
  %c1 = arith.constant 1 : index
  %y = tensor.extract %a[%c1] : tensor<2xf64>
  %r = tensor.from_elements %y : tensor<f64>
  return %r : tensor<f64>
}
func.func @grad_elements(%a: tensor<2xf64>) -> (tensor<2xf64>) {
  %0:2 = qml.value_and_grad @elements(%a) wrt [0] : (tensor<2xf64>) -> (tensor<f64>, tensor<2xf64>)
  return %0#1 : tensor<2xf64>
}

// CHECK-LABEL: func.func @grad_element_at
// CHECK: tensor.insert %{{.*}} into %{{.*}}[%{{.*}}] : tensor<2xf64>
// CHECK: return
func.func private @element_at(%a: tensor<2xf64>, %i: index) -> tensor<f64> {
  %y = tensor.extract %a[%i] : tensor<2xf64>
  %r = tensor.from_elements %y : tensor<f64>
  return %r : tensor<f64>
}
func.func @grad_element_at(%a: tensor<2xf64>, %i: index) -> (tensor<2xf64>) {
  %0:2 = qml.value_and_grad @element_at(%a, %i) wrt [0] : (tensor<2xf64>, index) -> (tensor<f64>, tensor<2xf64>)
  return %0#1 : tensor<2xf64>
}

// The sum of all elements; collapse_shape and expand_shape undo each other.
// CHECK-LABEL: func.func @grad_splat
// CHECK: tensor.expand_shape
// CHECK: tensor.collapse_shape
// CHECK: linalg.dot
// CHECK: return
func.func private @splat(%a: tensor<f64>) -> tensor<f64> {
  %zero = arith.constant dense<0.0> : tensor<f64>
  %e = tensor.extract %a[] : tensor<f64>
  %s = tensor.splat %e : tensor<2x3xf64>
  %f = tensor.collapse_shape %s [[0, 1]] : tensor<2x3xf64> into tensor<6xf64>
  %r = linalg.dot ins(%f, %f : tensor<6xf64>, tensor<6xf64>) outs(%zero : tensor<f64>) -> tensor<f64>
  return %r : tensor<f64>
}
func.func @grad_splat(%a: tensor<f64>) -> (tensor<f64>) {
  %0:2 = qml.value_and_grad @splat(%a) wrt [0] : (tensor<f64>) -> (tensor<f64>, tensor<f64>)
  return %0#1 : tensor<f64>
}

// CHECK-LABEL: func.func @grad_expand
// CHECK: tensor.collapse_shape %{{.*}} : tensor<2x3xf64> into tensor<6xf64>
// CHECK: return
func.func private @expand(%a: tensor<6xf64>) -> tensor<f64> {
  %c0 = arith.constant 0 : index
  %s = tensor.expand_shape %a [[0, 1]] output_shape [2, 3] : tensor<6xf64> into tensor<2x3xf64>
  %y = tensor.extract %s[%c0, %c0] : tensor<2x3xf64>
  %r = tensor.from_elements %y : tensor<f64>
  return %r : tensor<f64>
}
func.func @grad_expand(%a: tensor<6xf64>) -> (tensor<6xf64>) {
  %0:2 = qml.value_and_grad @expand(%a) wrt [0] : (tensor<6xf64>) -> (tensor<f64>, tensor<6xf64>)
  return %0#1 : tensor<6xf64>
}

// CHECK-LABEL: func.func @grad_slice
// CHECK: tensor.insert_slice %{{.*}} into %{{.*}}[1, 0] [1, 3] [1, 1] : tensor<3xf64> into tensor<2x3xf64>
// CHECK: return
func.func private @slice(%a: tensor<2x3xf64>) -> tensor<f64> {
  %c0 = arith.constant 0 : index
  %s = tensor.extract_slice %a[1, 0] [1, 3] [1, 1] : tensor<2x3xf64> to tensor<3xf64>
  %y = tensor.extract %s[%c0] : tensor<3xf64>
  %r = tensor.from_elements %y : tensor<f64>
  return %r : tensor<f64>
}
func.func @grad_slice(%a: tensor<2x3xf64>) -> (tensor<2x3xf64>) {
  %0:2 = qml.value_and_grad @slice(%a) wrt [0] : (tensor<2x3xf64>) -> (tensor<f64>, tensor<2x3xf64>)
  return %0#1 : tensor<2x3xf64>
}

// CHECK-LABEL: func.func @grad_insert
// CHECK: tensor.extract_slice %{{.*}}[1] [2] [1] : tensor<3xf64> to tensor<2xf64>
// CHECK: tensor.insert_slice
// CHECK: return
func.func private @insert(%a: tensor<2xf64>, %b: tensor<3xf64>) -> tensor<f64> {
  %c0 = arith.constant 0 : index
  %s = tensor.insert_slice %a into %b[1] [2] [1] : tensor<2xf64> into tensor<3xf64>
  %y = tensor.extract %s[%c0] : tensor<3xf64>
  %r = tensor.from_elements %y : tensor<f64>
  return %r : tensor<f64>
}
func.func @grad_insert(%a: tensor<2xf64>, %b: tensor<3xf64>) -> (tensor<2xf64>, tensor<3xf64>) {
  %0:3 = qml.value_and_grad @insert(%a, %b) wrt [0, 1] : (tensor<2xf64>, tensor<3xf64>) -> (tensor<f64>, tensor<2xf64>, tensor<3xf64>)
  return %0#1, %0#2 : tensor<2xf64>, tensor<3xf64>
}

// CHECK-LABEL: func.func @grad_cast
// CHECK: tensor.cast
// CHECK: return
func.func private @cast(%a: tensor<f64>) -> tensor<f64> {
  %s = tensor.cast %a : tensor<f64> to tensor<f64>
  return %s : tensor<f64>
}
func.func @grad_cast(%a: tensor<f64>) -> (tensor<f64>) {
  %0:2 = qml.value_and_grad @cast(%a) wrt [0] : (tensor<f64>) -> (tensor<f64>, tensor<f64>)
  return %0#1 : tensor<f64>
}

// What does not hang on the argument has the derivative zero.
// CHECK-LABEL: func.func @grad_fixed
// CHECK: %[[ZERO:.*]] = arith.constant dense<0.000000e+00> : tensor<f64>
// CHECK: return %[[ZERO]]
func.func private @fixed(%a: tensor<f64>) -> tensor<f64> {
  %one = arith.constant 1.0 : f64
  %r = tensor.from_elements %one : tensor<f64>
  return %r : tensor<f64>
}
func.func @grad_fixed(%a: tensor<f64>) -> (tensor<f64>) {
  %0:2 = qml.value_and_grad @fixed(%a) wrt [0] : (tensor<f64>) -> (tensor<f64>, tensor<f64>)
  return %0#1 : tensor<f64>
}

// Tensors of elements, and arguments with values of their own: f(x, x) has two derivatives.
// CHECK-LABEL: func.func @grad_twice
// CHECK: %[[A:.*]] = tensor.cast
// CHECK: %[[B:.*]] = tensor.cast
// CHECK: arith.mulf %[[A]], %[[B]]
// CHECK: return
func.func private @twice(%a: tensor<f64>, %b: tensor<f64>) -> tensor<f64> {
  %r = arith.mulf %a, %b : tensor<f64>
  return %r : tensor<f64>
}
func.func @grad_twice(%a: tensor<f64>, %b: tensor<f64>) -> (tensor<f64>, tensor<f64>) {
  %0:3 = qml.value_and_grad @twice(%a, %b) wrt [0, 1] : (tensor<f64>, tensor<f64>) -> (tensor<f64>, tensor<f64>, tensor<f64>)
  return %0#1, %0#2 : tensor<f64>, tensor<f64>
}

// A plan's derivative is the adjoint method.
sim.plan @p qubits 1 slots 2 {
  sim.read "probs" on [0]
}
// CHECK-LABEL: func.func @grad_run
// CHECK: %[[S:.*]] = tensor.cast
// CHECK: sim.run @p(%[[S]])
// CHECK: %[[COTANGENT:.*]] = tensor.from_elements %{{.*}}, %{{.*}} : tensor<2xf64>
// CHECK: %[[G:.*]] = sim.gradient @p(%[[S]], %[[COTANGENT]]) : tensor<2xf64>, tensor<2xf64> -> tensor<2xf64>
// CHECK: return %[[G]]
func.func private @run(%s: tensor<2xf64>) -> tensor<f64> {
  %c1 = arith.constant 1 : index
  %p = sim.run @p(%s) : tensor<2xf64> -> tensor<2xf64>
  %y = tensor.extract %p[%c1] : tensor<2xf64>
  %r = tensor.from_elements %y : tensor<f64>
  return %r : tensor<f64>
}
func.func @grad_run(%s: tensor<2xf64>) -> tensor<2xf64> {
  %0:2 = qml.value_and_grad @run(%s) wrt [0] : (tensor<2xf64>) -> (tensor<f64>, tensor<2xf64>)
  return %0#1 : tensor<2xf64>
}

// An operation outside of the list on which the value does not hang is no error.
// CHECK-LABEL: func.func @unused
func.func private @beside(%x: tensor<f64>) -> tensor<f64> {
  %y = math.erf %x : tensor<f64>
  return %x : tensor<f64>
}
func.func @unused(%x: tensor<f64>) -> tensor<f64> {
  %0:2 = qml.value_and_grad @beside(%x) wrt [0] : (tensor<f64>) -> (tensor<f64>, tensor<f64>)
  return %0#1 : tensor<f64>
}
