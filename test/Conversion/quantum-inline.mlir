// RUN: qml-opt --quantum-inline %s | FileCheck %s
// RUN: qml-opt --quantum-inline --quantum-verify-linearity --quantum-cancel-inverses %s | FileCheck %s --check-prefix=CANCEL

// Gates without callers left are erased.
// CHECK-NOT: func.func private
func.func private @body(%t: f64, %p: !quantum.qubit, %q: !quantum.qubit) -> (!quantum.qubit, !quantum.qubit) {
  %0 = quantum.gate S() %p
  %1:2 = quantum.gate X() %q ctrl %0 negated 1
  %two = arith.constant 2.0 : f64
  %u = arith.mulf %t, %two : f64
  %2 = quantum.gate U2(%t, %u) %1#1
  return %1#0, %2 : !quantum.qubit, !quantum.qubit
}

// CHECK-LABEL: func.func @plain
// CHECK-SAME: (%[[A:.*]]: f64)
func.func @plain(%a: f64) {
  // CHECK: %[[Q:.*]]:2 = quantum.alloc 2
  %q:2 = quantum.alloc 2
  // CHECK: %[[U:.*]] = arith.mulf %[[A]], %{{.*}}
  // CHECK: %[[S:.*]] = quantum.gate S() %[[Q]]#0
  // CHECK: %[[X:.*]]:2 = quantum.gate X() %[[Q]]#1 ctrl %[[S]] negated 1
  // CHECK: %[[V:.*]] = quantum.gate U2(%[[A]], %[[U]]) %[[X]]#1
  %0:2 = quantum.call @body(%a) %q#0, %q#1
  // CHECK: quantum.dealloc %[[X]]#0, %[[V]]
  quantum.dealloc %0#0, %0#1
  return
}

// In reverse; the inverse of U2(phi, lambda) is U2(-lambda - pi, pi - phi) by the gate table.
// CHECK-LABEL: func.func @adjoint
// CHECK-SAME: (%[[A:.*]]: f64)
func.func @adjoint(%a: f64) {
  // CHECK: %[[Q:.*]]:2 = quantum.alloc 2
  %q:2 = quantum.alloc 2
  // CHECK: %[[U:.*]] = arith.mulf %[[A]], %{{.*}}
  // CHECK: %[[NU:.*]] = arith.negf %[[U]]
  // CHECK: %[[PHI:.*]] = arith.addf %[[NU]], %{{.*}}
  // CHECK: %[[NA:.*]] = arith.negf %[[A]]
  // CHECK: %[[LAMBDA:.*]] = arith.addf %[[NA]], %{{.*}}
  // CHECK: %[[V:.*]] = quantum.gate U2(%[[PHI]], %[[LAMBDA]]) %[[Q]]#1
  // CHECK: %[[X:.*]]:2 = quantum.gate X() %[[V]] ctrl %[[Q]]#0 negated 1
  // CHECK: %[[S:.*]] = quantum.gate S adj() %[[X]]#0
  %0:2 = quantum.call @body(%a) %q#0, %q#1 adj
  // CHECK: quantum.dealloc %[[S]], %[[X]]#1
  quantum.dealloc %0#0, %0#1
  return
}

// The call's controls stand before the gate's own.
// CHECK-LABEL: func.func @controlled
func.func @controlled(%a: f64) {
  // CHECK: %[[Q:.*]]:4 = quantum.alloc 4
  %q:4 = quantum.alloc 4
  // CHECK: %[[S:.*]]:3 = quantum.gate S() %[[Q]]#2 ctrl %[[Q]]#0, %[[Q]]#1 negated 2
  // CHECK: %[[X:.*]]:4 = quantum.gate X() %[[Q]]#3 ctrl %[[S]]#0, %[[S]]#1, %[[S]]#2 negated 6
  // CHECK: %[[V:.*]]:3 = quantum.gate U2(%{{.*}}, %{{.*}}) %[[X]]#3 ctrl %[[X]]#0, %[[X]]#1 negated 2
  %0:4 = quantum.call @body(%a) %q#2, %q#3 ctrl %q#0, %q#1 negated 2
  // CHECK: quantum.dealloc %[[V]]#0, %[[V]]#1, %[[X]]#2, %[[V]]#2
  quantum.dealloc %0#0, %0#1, %0#2, %0#3
  return
}

func.func private @rotate(%t: f64, %q: !quantum.qubit) -> !quantum.qubit {
  %0 = quantum.gate RX(%t) %q
  %1 = quantum.barrier %0
  return %1 : !quantum.qubit
}

func.func private @nested(%t: f64, %q: !quantum.qubit) -> !quantum.qubit {
  %n = arith.negf %t : f64
  %0 = quantum.call @rotate(%n) %q adj
  %1 = quantum.gate T() %0
  return %1 : !quantum.qubit
}

// Calls in callees; a power repeats, a negative one repeats the inverse, none is no gate. The barrier stays.
// CHECK-LABEL: func.func @power
func.func @power(%a: f64) {
  %q = quantum.alloc 1
  // CHECK: quantum.gate RX
  // CHECK-NEXT: quantum.gate T()
  // CHECK: quantum.barrier
  // CHECK-NEXT: quantum.gate RX
  // CHECK-NEXT: quantum.gate T()
  %0 = quantum.call @nested(%a) %q pow 2
  // CHECK: quantum.gate T adj()
  // CHECK: quantum.gate RX
  // CHECK-NEXT: quantum.barrier
  // CHECK-NEXT: quantum.gate T adj()
  // CHECK: quantum.gate RX
  // CHECK-NEXT: quantum.barrier
  %1 = quantum.call @nested(%a) %0 pow -2
  // CHECK-NOT: quantum.gate
  // CHECK: quantum.dealloc
  %2 = quantum.call @nested(%a) %1 pow 0
  quantum.dealloc %2
  return
}

// A call and its adjoint cancel.
// CANCEL-LABEL: func.func @undone
func.func @undone(%a: f64) {
  %q:3 = quantum.alloc 3
  // CANCEL-NOT: quantum.gate
  %0:3 = quantum.call @body(%a) %q#0, %q#1 ctrl %q#2 pow 2
  %1:3 = quantum.call @body(%a) %0#1, %0#2 ctrl %0#0 pow -2
  // CANCEL: quantum.dealloc
  quantum.dealloc %1#0, %1#1, %1#2
  return
}

func.func private @with_ancilla(%p: !quantum.qubit) -> !quantum.qubit {
  %a = quantum.alloc 1
  %0:2 = quantum.gate X() %a ctrl %p
  %1:2 = quantum.gate X() %0#1 ctrl %0#0
  quantum.dealloc %1#1
  return %1#0 : !quantum.qubit
}

// An ancilla lives until the end of the caller.
// CHECK-LABEL: func.func @ancilla
func.func @ancilla() {
  // CHECK: %[[Q:.*]] = quantum.alloc 1
  %q = quantum.alloc 1
  // CHECK: %[[A:.*]] = quantum.alloc 1
  // CHECK: quantum.gate X() %[[A]] ctrl %[[Q]]
  // CHECK: %[[X:.*]]:2 = quantum.gate X()
  %0 = quantum.call @with_ancilla() %q
  // CHECK: quantum.gate H() %[[X]]#0
  %1 = quantum.gate H() %0
  // CHECK: quantum.dealloc %{{.*}}
  quantum.dealloc %1
  // CHECK: quantum.dealloc %[[X]]#1
  return
}
