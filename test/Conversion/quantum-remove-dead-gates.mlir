// RUN: qml-opt --quantum-remove-dead-gates %s | FileCheck %s

// CHECK-LABEL: func.func @light_cone
func.func @light_cone(%a: f64) -> tensor<f64> {
  %q:3 = quantum.alloc 3
  // CHECK: quantum.gate RY(%{{.*}}) %{{.*}}#0
  %0 = quantum.gate RY(%a) %q#0
  // CHECK-NEXT: quantum.gate X() %{{.*}} ctrl %{{.*}}#1
  %1:2 = quantum.gate X() %0 ctrl %q#1
  // Nobody reads qubit 2, and Z can't see RZ.
  // CHECK-NOT: quantum.gate
  %2 = quantum.gate RY(%a) %q#2
  %3:2 = quantum.gate Z() %2 ctrl %1#0
  %4 = quantum.gate RZ(%a) %1#1
  // CHECK: quantum.read
  %v, %5 = quantum.read "expval" [[#quantum.term<1.0, "Z0">]] %4 : tensor<f64>, !quantum.qubit
  quantum.dealloc %5, %3#0, %3#1
  return %v : tensor<f64>
}

// CHECK-LABEL: func.func @diagonal_before_probs
func.func @diagonal_before_probs(%a: f64) -> tensor<2xf64> {
  %q = quantum.alloc 1
  // CHECK: quantum.gate H()
  %0 = quantum.gate H() %q
  // CHECK-NOT: quantum.gate
  %1 = quantum.gate PhaseShift(%a) %0
  %v, %2 = quantum.read "probs" %1 : tensor<2xf64>, !quantum.qubit
  quantum.dealloc %2
  return %v : tensor<2xf64>
}

// The state shows everything.
// CHECK-LABEL: func.func @state
func.func @state(%a: f64) -> tensor<2x2xf64> {
  %q = quantum.alloc 1
  // CHECK: quantum.gate RZ
  %0 = quantum.gate RZ(%a) %q
  %v, %1 = quantum.read "state" %0 : tensor<2x2xf64>, !quantum.qubit
  quantum.dealloc %1
  return %v : tensor<2x2xf64>
}

// A barrier keeps what is before it, a measured bit counts as read, a negated control is a control.
// CHECK-LABEL: func.func @left_alone
func.func @left_alone(%a: f64) -> tensor<f64> {
  %q:4 = quantum.alloc 4
  // CHECK: quantum.gate RX
  %0 = quantum.gate RX(%a) %q#1
  // CHECK-NEXT: quantum.barrier
  %1 = quantum.barrier %0
  // CHECK-NEXT: quantum.gate RX
  %2 = quantum.gate RX(%a) %q#2
  // CHECK-NEXT: quantum.measure
  %bit, %3 = quantum.measure %2
  // CHECK-NEXT: quantum.gate RX
  %4 = quantum.gate RX(%a) %q#3
  // CHECK-NEXT: quantum.gate X() {{.*}} negated 1
  %5:2 = quantum.gate X() %q#0 ctrl %4 negated 1
  %v, %6 = quantum.read "expval" [[#quantum.term<1.0, "Z0">]] %5#1 : tensor<f64>, !quantum.qubit
  quantum.dealloc %6, %1, %3, %5#0
  return %v : tensor<f64>
}

// Without readings nothing is dead.
// CHECK-LABEL: func.func @no_reading
func.func @no_reading(%a: f64) {
  %q = quantum.alloc 1
  // CHECK: quantum.gate RX
  %0 = quantum.gate RX(%a) %q
  quantum.dealloc %0
  return
}

// A channel preserves the trace: outside of the light cone it goes, with the gates before it. Inside it keeps what is before it.
// CHECK-LABEL: func.func @noise
func.func @noise(%a: f64, %p: f64) -> tensor<f64> {
  %q:2 = quantum.alloc 2
  %0 = quantum.gate RX(%a) %q#0
  // CHECK-NOT: %{{.*}}#0
  %1 = quantum.channel bit_flip(%p) %0
  // CHECK: quantum.gate RZ(%{{.*}}) %{{.*}}#1
  %2 = quantum.gate RZ(%a) %q#1
  // CHECK-NEXT: quantum.channel amplitude_damping
  %3 = quantum.channel amplitude_damping(%p) %2
  // CHECK-NEXT: quantum.read
  %v, %4 = quantum.read "expval" [[#quantum.term<1.0, "Z0">]] %3 : tensor<f64>, !quantum.qubit
  quantum.dealloc %1, %4
  return %v : tensor<f64>
}
