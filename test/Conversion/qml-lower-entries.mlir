// RUN: qml-opt --qml-lower-entries %s | FileCheck %s

// CHECK-NOT: sim.plan
// CHECK-DAG: func.func private @qml_rt_run(i64, i64, i64, i64, i64)
// CHECK-DAG: func.func private @qml_rt_gradient(i64, i64, i64, i64, i64)
sim.plan @first qubits 1 slots 1 {}
sim.plan @second qubits 1 slots 1 {}

// Functions that are no entries have been inlined and go.
// CHECK-NOT: @helper
func.func private @helper(%x: tensor<1xf64>) -> tensor<1xf64> {
  return %x : tensor<1xf64>
}

// A context, the arguments' buffers, the results' buffers; plans by their number.
// CHECK-LABEL: func.func @entry
// CHECK-SAME: (%[[CONTEXT:.*]]: i64, %[[X:.*]]: memref<1xf64>, %[[OUT0:.*]]: memref<2xf64>, %[[OUT1:.*]]: memref<1xf64>)
func.func @entry(%x: tensor<1xf64> {qml.name = "x"}) -> (tensor<2xf64>, tensor<1xf64>) attributes {qml.entry} {
  // CHECK: bufferization.to_tensor %[[X]]
  // CHECK: %[[TWO:.*]] = memref.alloc() : memref<2xf64>
  // CHECK: %[[ENDS:.*]] = arith.constant 0 : i64
  // CHECK: call @qml_rt_run(%[[CONTEXT]], %c1_i64, %{{.*}}, %{{.*}}, %[[ENDS]])
  // CHECK: %[[R:.*]] = bufferization.to_tensor %[[TWO]]
  %0 = sim.run @second(%x) : tensor<1xf64> -> tensor<2xf64>
  // CHECK: call @qml_rt_gradient(%[[CONTEXT]], %c0_i64{{.*}}, %{{.*}}, %{{.*}}, %{{.*}})
  // CHECK: %[[G:.*]] = bufferization.to_tensor
  %1 = sim.gradient @first(%x, %0) : tensor<1xf64>, tensor<2xf64> -> tensor<1xf64>
  // CHECK: bufferization.materialize_in_destination %[[R]] in restrict writable %[[OUT0]]
  // CHECK: bufferization.materialize_in_destination %[[G]] in restrict writable %[[OUT1]]
  // CHECK: return
  return %0, %1 : tensor<2xf64>, tensor<1xf64>
}

// Single elements are loaded where they are used.
// CHECK-LABEL: func.func @element
// CHECK-SAME: (%{{.*}}: i64, %[[X:.*]]: memref<2xf64>, %{{.*}}: memref<f64>)
// CHECK-NOT: to_tensor
// CHECK: memref.load %[[X]][%c1]
func.func @element(%x: tensor<2xf64>) -> tensor<f64> attributes {qml.entry} {
  %c1 = arith.constant 1 : index
  %e = tensor.extract %x[%c1] : tensor<2xf64>
  %r = tensor.from_elements %e : tensor<f64>
  return %r : tensor<f64>
}

// A gradient goes on from a run of its plan.
// CHECK-LABEL: func.func @continued
func.func @continued(%x: tensor<1xf64>) -> (tensor<2xf64>, tensor<1xf64>) attributes {qml.entry} {
  // CHECK: %[[GOES_ON:.*]] = arith.constant 1 : i64
  // CHECK-NEXT: call @qml_rt_run(%{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}, %[[GOES_ON]])
  // CHECK: call @qml_rt_gradient
  %0 = sim.run @first(%x) : tensor<1xf64> -> tensor<2xf64>
  %1 = sim.gradient @first(%x, %0) : tensor<1xf64>, tensor<2xf64> -> tensor<1xf64>
  return %0, %1 : tensor<2xf64>, tensor<1xf64>
}

// CHECK-LABEL: func.func @both
// CHECK-SAME: (%[[CONTEXT:.*]]: i64, %{{.*}}: memref<1xf64>, %[[OUT0:.*]]: memref<2xf64>, %[[OUT1:.*]]: memref<1xf64>)
func.func @both(%x: tensor<1xf64>) -> (tensor<2xf64>, tensor<1xf64>) attributes {qml.entry} {
  // CHECK: %[[R:.*]] = memref.alloc() : memref<2xf64>
  // CHECK: %[[G:.*]] = memref.alloc() : memref<1xf64>
  // CHECK: call @qml_rt_run_with_gradient(%[[CONTEXT]], %c0_i64{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}})
  // CHECK: bufferization.to_tensor %[[R]]
  // CHECK: bufferization.to_tensor %[[G]]
  %ones = arith.constant dense<1.0> : tensor<2xf64>
  %0, %1 = sim.run_with_gradient @first(%x, %ones) : tensor<1xf64>, tensor<2xf64> -> tensor<2xf64>, tensor<1xf64>
  return %0, %1 : tensor<2xf64>, tensor<1xf64>
}
