// RUN: qml-opt --qml-join-gradients %s | FileCheck %s

sim.plan @p qubits 1 slots 1 {}
sim.plan @q qubits 1 slots 1 {}

// Weights that are made behind the run come before it.
// CHECK-LABEL: func.func @energy
// CHECK-SAME: (%[[X:.*]]: tensor<1xf64>, %[[W:.*]]: f64)
func.func @energy(%x: tensor<1xf64>, %w: f64) -> (f64, tensor<1xf64>) {
  // CHECK-DAG: %[[TWO:.*]] = arith.constant 2.0
  // CHECK: %[[PRODUCT:.*]] = arith.mulf %[[W]], %[[TWO]]
  // CHECK: %[[WEIGHTS:.*]] = tensor.from_elements %[[PRODUCT]]
  // CHECK: %[[R:.*]], %[[G:.*]] = sim.run_with_gradient @p(%[[X]], %[[WEIGHTS]]) : tensor<1xf64>, tensor<1xf64> -> tensor<1xf64>, tensor<1xf64>
  // CHECK: %[[E:.*]] = tensor.extract %[[R]]
  // CHECK: return %[[E]], %[[G]]
  %zero = arith.constant 0 : index
  %r = sim.run @p(%x) : tensor<1xf64> -> tensor<1xf64>
  %e = tensor.extract %r[%zero] : tensor<1xf64>
  %two = arith.constant 2.0 : f64
  %product = arith.mulf %w, %two : f64
  %weights = tensor.from_elements %product : tensor<1xf64>
  %g = sim.gradient @p(%x, %weights) : tensor<1xf64>, tensor<1xf64> -> tensor<1xf64>
  return %e, %g : f64, tensor<1xf64>
}

// Weights that hang on a run, of this plan or of another.
// CHECK-LABEL: func.func @squares
// CHECK-NOT: run_with_gradient
func.func @squares(%x: tensor<1xf64>) -> (tensor<1xf64>, tensor<1xf64>, tensor<1xf64>) {
  %r = sim.run @p(%x) : tensor<1xf64> -> tensor<1xf64>
  %s = sim.run @q(%x) : tensor<1xf64> -> tensor<1xf64>
  %g = sim.gradient @p(%x, %r) : tensor<1xf64>, tensor<1xf64> -> tensor<1xf64>
  %h = sim.gradient @q(%x, %r) : tensor<1xf64>, tensor<1xf64> -> tensor<1xf64>
  return %s, %g, %h : tensor<1xf64>, tensor<1xf64>, tensor<1xf64>
}

// Other slots, another plan, another block.
// CHECK-LABEL: func.func @apart
// CHECK-NOT: run_with_gradient
func.func @apart(%x: tensor<1xf64>, %y: tensor<1xf64>, %c: i1) -> (tensor<1xf64>, tensor<1xf64>, tensor<1xf64>, tensor<1xf64>) {
  %one = arith.constant dense<1.0> : tensor<1xf64>
  %r = sim.run @p(%x) : tensor<1xf64> -> tensor<1xf64>
  %g = sim.gradient @p(%y, %one) : tensor<1xf64>, tensor<1xf64> -> tensor<1xf64>
  %h = sim.gradient @q(%x, %one) : tensor<1xf64>, tensor<1xf64> -> tensor<1xf64>
  %i = scf.if %c -> tensor<1xf64> {
    %k = sim.gradient @p(%x, %one) : tensor<1xf64>, tensor<1xf64> -> tensor<1xf64>
    scf.yield %k : tensor<1xf64>
  } else {
    scf.yield %one : tensor<1xf64>
  }
  return %r, %g, %h, %i : tensor<1xf64>, tensor<1xf64>, tensor<1xf64>, tensor<1xf64>
}

// Rows are run in stages.
// CHECK-LABEL: func.func @rows
// CHECK-NOT: run_with_gradient
func.func @rows(%x: tensor<1xf64>) -> (tensor<1xf64>, tensor<1xf64>) attributes {qml.entry, qml.rows = 1 : i64} {
  %one = arith.constant dense<1.0> : tensor<1xf64>
  %r = sim.run @p(%x) : tensor<1xf64> -> tensor<1xf64>
  %g = sim.gradient @p(%x, %one) : tensor<1xf64>, tensor<1xf64> -> tensor<1xf64>
  return %r, %g : tensor<1xf64>, tensor<1xf64>
}
