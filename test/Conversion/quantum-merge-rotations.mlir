// RUN: qml-opt --quantum-merge-rotations %s | FileCheck %s

// CHECK-LABEL: func.func @symbolic
// CHECK-SAME: (%[[A:.*]]: f64, %[[B:.*]]: f64)
func.func @symbolic(%a: f64, %b: f64) {
  %q:2 = quantum.alloc 2
  %0 = quantum.gate RX(%a) %q#0
  // RX commutes with the target of CNOT.
  %1:2 = quantum.gate X() %0 ctrl %q#1
  %2 = quantum.gate RX(%b) %1#1
  // CHECK: %[[SUM:.*]] = arith.addf %[[A]], %[[B]]
  // CHECK-COUNT-1: quantum.gate RX(%[[SUM]])
  // CHECK-NOT: quantum.gate RX
  quantum.dealloc %1#0, %2
  return
}

// 2 a + 0.5 - 2 a leaves a constant.
// CHECK-LABEL: func.func @affine
func.func @affine(%a: f64) {
  %two = arith.constant 2.0 : f64
  %half = arith.constant 0.5 : f64
  %q = quantum.alloc 1
  %b = arith.mulf %a, %two : f64
  %c = arith.addf %b, %half : f64
  %d = arith.negf %b : f64
  %0 = quantum.gate RY(%c) %q
  %1 = quantum.gate RY(%d) %0
  // CHECK: quantum.alloc
  // CHECK: %[[C:.*]] = arith.constant 5.000000e-01 : f64
  // CHECK: quantum.gate RY(%[[C]])
  // CHECK-NOT: quantum.gate
  quantum.dealloc %1
  return
}

// S and T are rotations about Z; under a negated control too.
// CHECK-LABEL: func.func @phases
func.func @phases(%a: f64) {
  %q:2 = quantum.alloc 2
  %0:2 = quantum.gate S() %q#1 ctrl %q#0 negated 1
  %1:2 = quantum.gate PhaseShift(%a) %0#1 ctrl %0#0 negated 1
  // CHECK: quantum.gate PhaseShift(%{{.*}}) %{{.*}} ctrl %{{.*}} negated 1
  // CHECK-NOT: quantum.gate
  quantum.dealloc %1#0, %1#1
  return
}

// A rotation by exactly 0 vanishes, a small one stays.
// CHECK-LABEL: func.func @zero
func.func @zero() {
  %zero = arith.constant 0.0 : f64
  %small = arith.constant 1.0e-12 : f64
  %q = quantum.alloc 1
  %0 = quantum.gate RX(%zero) %q
  // CHECK: arith.constant 9.9{{.*}}E-13
  // CHECK: quantum.gate RY
  // CHECK-NOT: quantum.gate
  %1 = quantum.gate RY(%small) %0
  quantum.dealloc %1
  return
}

// CHECK-LABEL: func.func @left_alone
func.func @left_alone(%a: f64, %b: f64) {
  %q:2 = quantum.alloc 2
  // CHECK: quantum.gate RX(%{{.*}})
  %0 = quantum.gate RX(%a) %q#0
  // CHECK: quantum.barrier
  %1 = quantum.barrier %0
  // CHECK: quantum.gate RX(%{{.*}})
  %2 = quantum.gate RX(%b) %1
  // CHECK: quantum.measure
  %bit, %3 = quantum.measure %2
  // CHECK: quantum.gate RX(%{{.*}})
  %4 = quantum.gate RX(%a) %3
  // Another control value is another gate.
  // CHECK: quantum.gate RZ(%{{.*}}) %{{.*}} ctrl %{{[^ ]*$}}
  %5:2 = quantum.gate RZ(%a) %q#1 ctrl %4
  // CHECK: quantum.gate RZ(%{{.*}}) %{{.*}} ctrl %{{.*}} negated 1
  %6:2 = quantum.gate RZ(%b) %5#1 ctrl %5#0 negated 1
  quantum.dealloc %6#0, %6#1
  return
}

// Neither do rotations about one axis, though the channel commutes with them.
// CHECK-LABEL: func.func @noise
func.func @noise(%a: f64, %p: f64) {
  %q = quantum.alloc 1
  // CHECK: quantum.gate RZ
  %0 = quantum.gate RZ(%a) %q
  // CHECK-NEXT: quantum.channel phase_flip
  %1 = quantum.channel phase_flip(%p) %0
  // CHECK-NEXT: quantum.gate RZ
  %2 = quantum.gate RZ(%a) %1
  quantum.dealloc %2
  return
}
