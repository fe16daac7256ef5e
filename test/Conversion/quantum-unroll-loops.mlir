// RUN: qml-opt --quantum-unroll-loops="max-gates=20" %s | FileCheck %s

// CHECK-LABEL: func.func @layers
func.func @layers(%w: tensor<3xf64>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  // CHECK: %[[Q:.*]]:2 = quantum.alloc 2
  %q:2 = quantum.alloc 2
  // CHECK-NOT: scf.for
  // CHECK: %[[W0:.*]] = tensor.extract %{{.*}}[%c0{{.*}}]
  // CHECK: %[[R0:.*]] = quantum.gate RX(%[[W0]]) %[[Q]]#0
  // CHECK: %[[X0:.*]]:2 = quantum.gate X() %[[Q]]#1 ctrl %[[R0]]
  // CHECK: %[[W1:.*]] = tensor.extract %{{.*}}[%c1{{.*}}]
  // CHECK: quantum.gate RX(%[[W1]]) %[[X0]]#0
  // CHECK: quantum.gate RX
  // CHECK: %[[LAST:.*]]:2 = quantum.gate X()
  %0:2 = scf.for %i = %c0 to %c3 step %c1 iter_args(%a = %q#0, %b = %q#1) -> (!quantum.qubit, !quantum.qubit) {
    %angle = tensor.extract %w[%i] : tensor<3xf64>
    %1 = quantum.gate RX(%angle) %a
    %2:2 = quantum.gate X() %b ctrl %1
    scf.yield %2#0, %2#1 : !quantum.qubit, !quantum.qubit
  }
  // CHECK: quantum.dealloc %[[LAST]]#0, %[[LAST]]#1
  quantum.dealloc %0#0, %0#1
  return
}

// The inner bounds hang on the outer index: 2 + 1 gates; what is computed from indices folds to numbers.
// CHECK-LABEL: func.func @triangle
func.func @triangle() {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %q = quantum.alloc 1
  // CHECK-NOT: scf.for
  // CHECK: quantum.gate RX(%{{.*}})
  // CHECK: arith.constant 2.000000e+00 : f64
  // CHECK: quantum.gate RX
  // CHECK: quantum.gate RX
  // CHECK-NOT: quantum.gate
  %0 = scf.for %i = %c0 to %c3 step %c1 iter_args(%a = %q) -> !quantum.qubit {
    %from = arith.addi %i, %c1 : index
    %1 = scf.for %j = %from to %c3 step %c1 iter_args(%b = %a) -> !quantum.qubit {
      %k = arith.index_cast %j : index to i64
      %angle = arith.sitofp %k : i64 to f64
      %2 = quantum.gate RX(%angle) %b
      scf.yield %2 : !quantum.qubit
    }
    scf.yield %1 : !quantum.qubit
  }
  quantum.dealloc %0
  return
}

// Steps, and qubits that swap places from iteration to iteration.
// CHECK-LABEL: func.func @swapped
func.func @swapped() {
  %c0 = arith.constant 0 : index
  %c2 = arith.constant 2 : index
  %c5 = arith.constant 5 : index
  // CHECK: %[[Q:.*]]:2 = quantum.alloc 2
  %q:2 = quantum.alloc 2
  // CHECK: %[[A:.*]] = quantum.gate H() %[[Q]]#0
  // CHECK: %[[B:.*]] = quantum.gate H() %[[Q]]#1
  // CHECK: %[[C:.*]] = quantum.gate H() %[[A]]
  // CHECK: quantum.dealloc %[[B]], %[[C]]
  %0:2 = scf.for %i = %c0 to %c5 step %c2 iter_args(%a = %q#0, %b = %q#1) -> (!quantum.qubit, !quantum.qubit) {
    %1 = quantum.gate H() %a
    scf.yield %b, %1 : !quantum.qubit, !quantum.qubit
  }
  quantum.dealloc %0#0, %0#1
  return
}

// A loop that never runs.
// CHECK-LABEL: func.func @empty
func.func @empty() {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  // CHECK: %[[Q:.*]] = quantum.alloc 1
  %q = quantum.alloc 1
  %0 = scf.for %i = %c1 to %c0 step %c1 iter_args(%a = %q) -> !quantum.qubit {
    %1 = quantum.gate H() %a
    scf.yield %1 : !quantum.qubit
  }
  // CHECK-NEXT: quantum.dealloc %[[Q]]
  quantum.dealloc %0
  return
}

// CHECK-LABEL: func.func @left_alone
func.func @left_alone(%n: index, %x: f64) -> f64 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %c100 = arith.constant 100 : index
  // No qubits.
  // CHECK: scf.for {{.*}} -> (f64)
  %sum = scf.for %i = %c0 to %c3 step %c1 iter_args(%s = %x) -> f64 {
    %1 = arith.addf %s, %x : f64
    scf.yield %1 : f64
  }
  %q = quantum.alloc 1
  // Bounds of run time.
  // CHECK: scf.for {{.*}} -> (!quantum.qubit)
  %2 = scf.for %i = %c0 to %n step %c1 iter_args(%a = %q) -> !quantum.qubit {
    %1 = quantum.gate H() %a
    scf.yield %1 : !quantum.qubit
  }
  // Above max-gates.
  // CHECK: scf.for {{.*}} -> (!quantum.qubit)
  %3 = scf.for %i = %c0 to %c100 step %c1 iter_args(%a = %2) -> !quantum.qubit {
    %1 = quantum.gate H() %a
    scf.yield %1 : !quantum.qubit
  }
  quantum.dealloc %3
  return %sum : f64
}
