// RUN: qml-opt --qml-differentiate %s | FileCheck %s

// Each elementwise operation of the closed list, and what its derivative is made of.

// CHECK-LABEL: func.func @grad_addf
// CHECK: %[[A:.*]] = tensor.extract
// CHECK: %[[B:.*]] = tensor.extract
// CHECK: arith.addf
// CHECK: return
func.func private @addf(%x: tensor<f64>, %z: tensor<f64>) -> tensor<f64> {
  %a = tensor.extract %x[] : tensor<f64>
  %b = tensor.extract %z[] : tensor<f64>
  %y = arith.addf %a, %b : f64
  %r = tensor.from_elements %y : tensor<f64>
  return %r : tensor<f64>
}
func.func @grad_addf(%x: tensor<f64>, %z: tensor<f64>) -> (tensor<f64>, tensor<f64>) {
  %0:3 = qml.value_and_grad @addf(%x, %z) wrt [0, 1] : (tensor<f64>, tensor<f64>) -> (tensor<f64>, tensor<f64>, tensor<f64>)
  return %0#1, %0#2 : tensor<f64>, tensor<f64>
}

// CHECK-LABEL: func.func @grad_subf
// CHECK: %[[A:.*]] = tensor.extract
// CHECK: %[[B:.*]] = tensor.extract
// CHECK: arith.subf
// CHECK: arith.negf
// CHECK: return
func.func private @subf(%x: tensor<f64>, %z: tensor<f64>) -> tensor<f64> {
  %a = tensor.extract %x[] : tensor<f64>
  %b = tensor.extract %z[] : tensor<f64>
  %y = arith.subf %a, %b : f64
  %r = tensor.from_elements %y : tensor<f64>
  return %r : tensor<f64>
}
func.func @grad_subf(%x: tensor<f64>, %z: tensor<f64>) -> (tensor<f64>, tensor<f64>) {
  %0:3 = qml.value_and_grad @subf(%x, %z) wrt [0, 1] : (tensor<f64>, tensor<f64>) -> (tensor<f64>, tensor<f64>, tensor<f64>)
  return %0#1, %0#2 : tensor<f64>, tensor<f64>
}

// CHECK-LABEL: func.func @grad_mulf
// CHECK: %[[A:.*]] = tensor.extract
// CHECK: %[[B:.*]] = tensor.extract
// CHECK: arith.mulf %[[A]], %[[B]]
// CHECK: arith.mulf %{{.*}}, %[[B]]
// CHECK: arith.mulf %{{.*}}, %[[A]]
// CHECK: return
func.func private @mulf(%x: tensor<f64>, %z: tensor<f64>) -> tensor<f64> {
  %a = tensor.extract %x[] : tensor<f64>
  %b = tensor.extract %z[] : tensor<f64>
  %y = arith.mulf %a, %b : f64
  %r = tensor.from_elements %y : tensor<f64>
  return %r : tensor<f64>
}
func.func @grad_mulf(%x: tensor<f64>, %z: tensor<f64>) -> (tensor<f64>, tensor<f64>) {
  %0:3 = qml.value_and_grad @mulf(%x, %z) wrt [0, 1] : (tensor<f64>, tensor<f64>) -> (tensor<f64>, tensor<f64>, tensor<f64>)
  return %0#1, %0#2 : tensor<f64>, tensor<f64>
}

// CHECK-LABEL: func.func @grad_divf
// CHECK: %[[A:.*]] = tensor.extract
// CHECK: %[[B:.*]] = tensor.extract
// CHECK: %[[Y:.*]] = arith.divf %[[A]], %[[B]]
// CHECK: arith.divf %{{.*}}, %[[B]]
// CHECK: arith.mulf %{{.*}}, %[[Y]]
// CHECK: arith.divf %{{.*}}, %[[B]]
// CHECK: arith.negf
// CHECK: return
func.func private @divf(%x: tensor<f64>, %z: tensor<f64>) -> tensor<f64> {
  %a = tensor.extract %x[] : tensor<f64>
  %b = tensor.extract %z[] : tensor<f64>
  %y = arith.divf %a, %b : f64
  %r = tensor.from_elements %y : tensor<f64>
  return %r : tensor<f64>
}
func.func @grad_divf(%x: tensor<f64>, %z: tensor<f64>) -> (tensor<f64>, tensor<f64>) {
  %0:3 = qml.value_and_grad @divf(%x, %z) wrt [0, 1] : (tensor<f64>, tensor<f64>) -> (tensor<f64>, tensor<f64>, tensor<f64>)
  return %0#1, %0#2 : tensor<f64>, tensor<f64>
}

// CHECK-LABEL: func.func @grad_negf
// CHECK: %[[A:.*]] = tensor.extract
// CHECK: arith.negf %[[A]]
// CHECK: arith.negf
// CHECK: return
func.func private @negf(%x: tensor<f64>) -> tensor<f64> {
  %a = tensor.extract %x[] : tensor<f64>
  %y = arith.negf %a : f64
  %r = tensor.from_elements %y : tensor<f64>
  return %r : tensor<f64>
}
func.func @grad_negf(%x: tensor<f64>) -> tensor<f64> {
  %0:2 = qml.value_and_grad @negf(%x) wrt [0] : (tensor<f64>) -> (tensor<f64>, tensor<f64>)
  return %0#1 : tensor<f64>
}

// CHECK-LABEL: func.func @grad_maximumf
// CHECK: %[[A:.*]] = tensor.extract
// CHECK: %[[B:.*]] = tensor.extract
// CHECK: %[[C:.*]] = arith.cmpf oge, %[[A]], %[[B]]
// CHECK: arith.select %[[C]]
// CHECK: arith.select %[[C]]
// CHECK: return
func.func private @maximumf(%x: tensor<f64>, %z: tensor<f64>) -> tensor<f64> {
  %a = tensor.extract %x[] : tensor<f64>
  %b = tensor.extract %z[] : tensor<f64>
  %y = arith.maximumf %a, %b : f64
  %r = tensor.from_elements %y : tensor<f64>
  return %r : tensor<f64>
}
func.func @grad_maximumf(%x: tensor<f64>, %z: tensor<f64>) -> (tensor<f64>, tensor<f64>) {
  %0:3 = qml.value_and_grad @maximumf(%x, %z) wrt [0, 1] : (tensor<f64>, tensor<f64>) -> (tensor<f64>, tensor<f64>, tensor<f64>)
  return %0#1, %0#2 : tensor<f64>, tensor<f64>
}

// CHECK-LABEL: func.func @grad_minimumf
// CHECK: %[[A:.*]] = tensor.extract
// CHECK: %[[B:.*]] = tensor.extract
// CHECK: %[[C:.*]] = arith.cmpf oge, %[[B]], %[[A]]
// CHECK: arith.select %[[C]]
// CHECK: arith.select %[[C]]
// CHECK: return
func.func private @minimumf(%x: tensor<f64>, %z: tensor<f64>) -> tensor<f64> {
  %a = tensor.extract %x[] : tensor<f64>
  %b = tensor.extract %z[] : tensor<f64>
  %y = arith.minimumf %a, %b : f64
  %r = tensor.from_elements %y : tensor<f64>
  return %r : tensor<f64>
}
func.func @grad_minimumf(%x: tensor<f64>, %z: tensor<f64>) -> (tensor<f64>, tensor<f64>) {
  %0:3 = qml.value_and_grad @minimumf(%x, %z) wrt [0, 1] : (tensor<f64>, tensor<f64>) -> (tensor<f64>, tensor<f64>, tensor<f64>)
  return %0#1, %0#2 : tensor<f64>, tensor<f64>
}

// CHECK-LABEL: func.func @grad_exp
// CHECK: %[[A:.*]] = tensor.extract
// CHECK: %[[Y:.*]] = math.exp %[[A]]
// CHECK: arith.mulf %{{.*}}, %[[Y]]
// CHECK: return
func.func private @exp(%x: tensor<f64>) -> tensor<f64> {
  %a = tensor.extract %x[] : tensor<f64>
  %y = math.exp %a : f64
  %r = tensor.from_elements %y : tensor<f64>
  return %r : tensor<f64>
}
func.func @grad_exp(%x: tensor<f64>) -> tensor<f64> {
  %0:2 = qml.value_and_grad @exp(%x) wrt [0] : (tensor<f64>) -> (tensor<f64>, tensor<f64>)
  return %0#1 : tensor<f64>
}

// CHECK-LABEL: func.func @grad_log
// CHECK: %[[A:.*]] = tensor.extract
// CHECK: math.log %[[A]]
// CHECK: arith.divf %{{.*}}, %[[A]]
// CHECK: return
func.func private @log(%x: tensor<f64>) -> tensor<f64> {
  %a = tensor.extract %x[] : tensor<f64>
  %y = math.log %a : f64
  %r = tensor.from_elements %y : tensor<f64>
  return %r : tensor<f64>
}
func.func @grad_log(%x: tensor<f64>) -> tensor<f64> {
  %0:2 = qml.value_and_grad @log(%x) wrt [0] : (tensor<f64>) -> (tensor<f64>, tensor<f64>)
  return %0#1 : tensor<f64>
}

// CHECK-LABEL: func.func @grad_sqrt
// CHECK: %[[A:.*]] = tensor.extract
// CHECK: %[[Y:.*]] = math.sqrt %[[A]]
// CHECK: arith.mulf
// CHECK: arith.divf %{{.*}}, %[[Y]]
// CHECK: return
func.func private @sqrt(%x: tensor<f64>) -> tensor<f64> {
  %a = tensor.extract %x[] : tensor<f64>
  %y = math.sqrt %a : f64
  %r = tensor.from_elements %y : tensor<f64>
  return %r : tensor<f64>
}
func.func @grad_sqrt(%x: tensor<f64>) -> tensor<f64> {
  %0:2 = qml.value_and_grad @sqrt(%x) wrt [0] : (tensor<f64>) -> (tensor<f64>, tensor<f64>)
  return %0#1 : tensor<f64>
}

// CHECK-LABEL: func.func @grad_sin
// CHECK: %[[A:.*]] = tensor.extract
// CHECK: math.sin %[[A]]
// CHECK: %[[D:.*]] = math.cos %[[A]]
// CHECK: arith.mulf %{{.*}}, %[[D]]
// CHECK: return
func.func private @sin(%x: tensor<f64>) -> tensor<f64> {
  %a = tensor.extract %x[] : tensor<f64>
  %y = math.sin %a : f64
  %r = tensor.from_elements %y : tensor<f64>
  return %r : tensor<f64>
}
func.func @grad_sin(%x: tensor<f64>) -> tensor<f64> {
  %0:2 = qml.value_and_grad @sin(%x) wrt [0] : (tensor<f64>) -> (tensor<f64>, tensor<f64>)
  return %0#1 : tensor<f64>
}

// CHECK-LABEL: func.func @grad_cos
// CHECK: %[[A:.*]] = tensor.extract
// CHECK: math.cos %[[A]]
// CHECK: %[[D:.*]] = math.sin %[[A]]
// CHECK: arith.mulf %{{.*}}, %[[D]]
// CHECK: arith.negf
// CHECK: return
func.func private @cos(%x: tensor<f64>) -> tensor<f64> {
  %a = tensor.extract %x[] : tensor<f64>
  %y = math.cos %a : f64
  %r = tensor.from_elements %y : tensor<f64>
  return %r : tensor<f64>
}
func.func @grad_cos(%x: tensor<f64>) -> tensor<f64> {
  %0:2 = qml.value_and_grad @cos(%x) wrt [0] : (tensor<f64>) -> (tensor<f64>, tensor<f64>)
  return %0#1 : tensor<f64>
}

// CHECK-LABEL: func.func @grad_tan
// CHECK: %[[A:.*]] = tensor.extract
// CHECK: %[[Y:.*]] = math.tan %[[A]]
// CHECK: arith.mulf %[[Y]], %[[Y]]
// CHECK: arith.addf
// CHECK: return
func.func private @tan(%x: tensor<f64>) -> tensor<f64> {
  %a = tensor.extract %x[] : tensor<f64>
  %y = math.tan %a : f64
  %r = tensor.from_elements %y : tensor<f64>
  return %r : tensor<f64>
}
func.func @grad_tan(%x: tensor<f64>) -> tensor<f64> {
  %0:2 = qml.value_and_grad @tan(%x) wrt [0] : (tensor<f64>) -> (tensor<f64>, tensor<f64>)
  return %0#1 : tensor<f64>
}

// CHECK-LABEL: func.func @grad_tanh
// CHECK: %[[A:.*]] = tensor.extract
// CHECK: %[[Y:.*]] = math.tanh %[[A]]
// CHECK: arith.mulf %[[Y]], %[[Y]]
// CHECK: arith.subf
// CHECK: return
func.func private @tanh(%x: tensor<f64>) -> tensor<f64> {
  %a = tensor.extract %x[] : tensor<f64>
  %y = math.tanh %a : f64
  %r = tensor.from_elements %y : tensor<f64>
  return %r : tensor<f64>
}
func.func @grad_tanh(%x: tensor<f64>) -> tensor<f64> {
  %0:2 = qml.value_and_grad @tanh(%x) wrt [0] : (tensor<f64>) -> (tensor<f64>, tensor<f64>)
  return %0#1 : tensor<f64>
}

// CHECK-LABEL: func.func @grad_asin
// CHECK: %[[A:.*]] = tensor.extract
// CHECK: math.asin %[[A]]
// CHECK: %[[S:.*]] = math.sqrt
// CHECK: arith.divf %{{.*}}, %[[S]]
// CHECK: return
func.func private @asin(%x: tensor<f64>) -> tensor<f64> {
  %a = tensor.extract %x[] : tensor<f64>
  %y = math.asin %a : f64
  %r = tensor.from_elements %y : tensor<f64>
  return %r : tensor<f64>
}
func.func @grad_asin(%x: tensor<f64>) -> tensor<f64> {
  %0:2 = qml.value_and_grad @asin(%x) wrt [0] : (tensor<f64>) -> (tensor<f64>, tensor<f64>)
  return %0#1 : tensor<f64>
}

// CHECK-LABEL: func.func @grad_acos
// CHECK: %[[A:.*]] = tensor.extract
// CHECK: math.acos %[[A]]
// CHECK: %[[S:.*]] = math.sqrt
// CHECK: arith.divf %{{.*}}, %[[S]]
// CHECK: arith.negf
// CHECK: return
func.func private @acos(%x: tensor<f64>) -> tensor<f64> {
  %a = tensor.extract %x[] : tensor<f64>
  %y = math.acos %a : f64
  %r = tensor.from_elements %y : tensor<f64>
  return %r : tensor<f64>
}
func.func @grad_acos(%x: tensor<f64>) -> tensor<f64> {
  %0:2 = qml.value_and_grad @acos(%x) wrt [0] : (tensor<f64>) -> (tensor<f64>, tensor<f64>)
  return %0#1 : tensor<f64>
}

// CHECK-LABEL: func.func @grad_atan
// CHECK: %[[A:.*]] = tensor.extract
// CHECK: math.atan %[[A]]
// CHECK: %[[S:.*]] = arith.addf
// CHECK: arith.divf %{{.*}}, %[[S]]
// CHECK: return
func.func private @atan(%x: tensor<f64>) -> tensor<f64> {
  %a = tensor.extract %x[] : tensor<f64>
  %y = math.atan %a : f64
  %r = tensor.from_elements %y : tensor<f64>
  return %r : tensor<f64>
}
func.func @grad_atan(%x: tensor<f64>) -> tensor<f64> {
  %0:2 = qml.value_and_grad @atan(%x) wrt [0] : (tensor<f64>) -> (tensor<f64>, tensor<f64>)
  return %0#1 : tensor<f64>
}

// CHECK-LABEL: func.func @grad_absf
// CHECK: %[[A:.*]] = tensor.extract
// CHECK: math.absf %[[A]]
// CHECK: arith.cmpf oge, %[[A]]
// CHECK: arith.select
// CHECK: return
func.func private @absf(%x: tensor<f64>) -> tensor<f64> {
  %a = tensor.extract %x[] : tensor<f64>
  %y = math.absf %a : f64
  %r = tensor.from_elements %y : tensor<f64>
  return %r : tensor<f64>
}
func.func @grad_absf(%x: tensor<f64>) -> tensor<f64> {
  %0:2 = qml.value_and_grad @absf(%x) wrt [0] : (tensor<f64>) -> (tensor<f64>, tensor<f64>)
  return %0#1 : tensor<f64>
}

// CHECK-LABEL: func.func @grad_powf
// CHECK: %[[A:.*]] = tensor.extract
// CHECK: %[[B:.*]] = tensor.extract
// CHECK: math.powf %[[A]], %[[B]]
// CHECK: math.powf %[[A]]
// CHECK: math.log %[[A]]
// CHECK: return
func.func private @powf(%x: tensor<f64>, %z: tensor<f64>) -> tensor<f64> {
  %a = tensor.extract %x[] : tensor<f64>
  %b = tensor.extract %z[] : tensor<f64>
  %y = math.powf %a, %b : f64
  %r = tensor.from_elements %y : tensor<f64>
  return %r : tensor<f64>
}
func.func @grad_powf(%x: tensor<f64>, %z: tensor<f64>) -> (tensor<f64>, tensor<f64>) {
  %0:3 = qml.value_and_grad @powf(%x, %z) wrt [0, 1] : (tensor<f64>, tensor<f64>) -> (tensor<f64>, tensor<f64>, tensor<f64>)
  return %0#1, %0#2 : tensor<f64>, tensor<f64>
}
