// RUN: qml-opt --qml-lower-entries --split-input-file %s | FileCheck %s

// Entries for many rows: the slots of all rows, one run for all, the cotangents of all rows, one gradient, and sums over the rows.

// Slot 1 is shared, and the derivative by slot 0 is not asked for.
// CHECK-DAG: memref.global "private" constant @slots0 : memref<2xi8> = dense<[2, 1]>
sim.plan @plan qubits 1 slots 2 {}

// CHECK-LABEL: func.func @entry
// CHECK-SAME: (%[[CONTEXT:.*]]: i64, %[[ROWS:.*]]: i64, %[[X:.*]]: memref<64xf64>, %[[W:.*]]: memref<f64>, %[[VALUE:.*]]: memref<f64> {llvm.noalias}, %[[DERIVATIVE:.*]]: memref<f64> {llvm.noalias})
func.func @entry(%x: tensor<f64>, %w: tensor<f64>) -> (tensor<f64>, tensor<f64>) attributes {qml.entry, qml.rows = 1 : i64} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  // CHECK: %[[SLOTS:.*]] = memref.alloc() : memref<64x2xf64>
  // CHECK: %[[SHARED:.*]] = memref.load %[[W]][]
  // CHECK: memref.store %[[SHARED]], %[[SLOTS]][%c0, %{{.*}}]
  // CHECK: scf.for %[[I:.*]] = %c0
  // CHECK: memref.store %{{.*}}, %[[SLOTS]][%[[I]], %{{.*}}]
  // CHECK: }
  // CHECK: %[[READINGS:.*]] = memref.alloc() : memref<64x1xf64>
  // CHECK: call @qml_rt_run_rows
  %a = tensor.extract %x[] : tensor<f64>
  %b = tensor.extract %w[] : tensor<f64>
  %slots = tensor.from_elements %a, %b : tensor<2xf64>
  %readings = sim.run @plan(%slots) : tensor<2xf64> -> tensor<1xf64>
  %reading = tensor.extract %readings[%c0] : tensor<1xf64>
  %value = tensor.from_elements %reading : tensor<f64>
  // Elements are stored without a tensor of their own.
  // CHECK: scf.for
  // CHECK-NOT: from_elements
  // CHECK: %[[GRADIENTS:.*]] = memref.alloc() : memref<64x2xf64>
  // CHECK: call @qml_rt_gradient_rows
  %twice = arith.addf %reading, %reading : f64
  %cotangent = tensor.from_elements %twice : tensor<1xf64>
  %gradient = sim.gradient @plan(%slots, %cotangent) : tensor<2xf64>, tensor<1xf64> -> tensor<2xf64>
  // The value is a sum over the rows.
  // CHECK: scf.for
  // CHECK: %[[SUM:.*]] = memref.load %[[VALUE]][]
  // CHECK: arith.addf %[[SUM]]
  // CHECK-NOT: %[[DERIVATIVE]]
  // CHECK: }
  // What hangs on the derivative by the shared slot is added once.
  // CHECK: %[[ROW:.*]] = memref.subview %[[GRADIENTS]][%c0
  // CHECK: %[[BYSLOT:.*]] = memref.load %[[ROW]][%{{.*}}]
  // CHECK: %[[PRODUCT:.*]] = arith.mulf %[[BYSLOT]]
  // CHECK: %[[BEFORE:.*]] = memref.load %[[DERIVATIVE]][]
  // CHECK: %[[AFTER:.*]] = arith.addf %[[BEFORE]], %[[PRODUCT]]
  // CHECK: memref.store %[[AFTER]], %[[DERIVATIVE]][]
  // CHECK-NEXT: return
  %bySlot = tensor.extract %gradient[%c1] : tensor<2xf64>
  %product = arith.mulf %bySlot, %b : f64
  %derivative = tensor.from_elements %product : tensor<f64>
  return %value, %derivative : tensor<f64>, tensor<f64>
}

// -----

sim.plan @plan qubits 1 slots 2 {}

// CHECK-LABEL: func.func @both
func.func @both(%x: tensor<f64>, %w: tensor<f64>) -> tensor<f64> attributes {qml.entry, qml.rows = 1 : i64} {
  %c1 = arith.constant 1 : index
  %one = arith.constant dense<1.0> : tensor<1xf64>
  %a = tensor.extract %x[] : tensor<f64>
  %b = tensor.extract %w[] : tensor<f64>
  %slots = tensor.from_elements %a, %b : tensor<2xf64>
  // CHECK: call @qml_rt_gradient_rows
  %gradient = sim.gradient @plan(%slots, %one) : tensor<2xf64>, tensor<1xf64> -> tensor<2xf64>
  %bySlot = tensor.extract %gradient[%c1] : tensor<2xf64>
  // Beside what each row adds, the derivative by the shared slot counts in the first row.
  // CHECK: scf.for %[[ROW:.*]] = %c0
  // CHECK: %[[BYSLOT:.*]] = memref.load %{{.*}}[%{{.*}}] : memref<2xf64
  // CHECK: %[[FIRST:.*]] = arith.cmpi eq, %[[ROW]], %c0
  // CHECK: %[[ONCE:.*]] = arith.select %[[FIRST]], %[[BYSLOT]]
  // CHECK: arith.addf %[[ONCE]]
  // CHECK: }
  // CHECK-NOT: memref.store
  // CHECK: return
  %sum = arith.addf %bySlot, %a : f64
  %result = tensor.from_elements %sum : tensor<f64>
  return %result : tensor<f64>
}
