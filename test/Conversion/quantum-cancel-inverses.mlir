// RUN: qml-opt --quantum-cancel-inverses %s | FileCheck %s

// CHECK-LABEL: func.func @pairs
func.func @pairs(%a: f64) {
  %q:2 = quantum.alloc 2
  %0 = quantum.gate H() %q#0
  %1 = quantum.gate H() %0
  %2 = quantum.gate S() %1
  %3 = quantum.gate S adj() %2
  %n = arith.negf %a : f64
  %4 = quantum.gate RX(%a) %3
  %5 = quantum.gate RX(%n) %4
  %6:2 = quantum.gate SWAP() %5, %q#1
  %7:2 = quantum.gate SWAP() %6#1, %6#0
  // CHECK-NOT: quantum.gate
  // CHECK: quantum.dealloc
  quantum.dealloc %7#0, %7#1
  return
}

// Gates that commute may stand between: RZ on a control.
// CHECK-LABEL: func.func @commuting
func.func @commuting(%a: f64) {
  %q:2 = quantum.alloc 2
  %0:2 = quantum.gate X() %q#1 ctrl %q#0
  // CHECK: quantum.gate RZ
  %1 = quantum.gate RZ(%a) %0#0
  // CHECK-NOT: quantum.gate
  %2:2 = quantum.gate X() %0#1 ctrl %1
  quantum.dealloc %2#0, %2#1
  return
}

// CHECK-LABEL: func.func @left_alone
func.func @left_alone(%a: f64, %b: f64) {
  %q:3 = quantum.alloc 3
  // A barrier.
  // CHECK: quantum.gate H()
  %0 = quantum.gate H() %q#0
  // CHECK-NEXT: quantum.barrier
  %1 = quantum.barrier %0
  // CHECK-NEXT: quantum.gate H()
  %2 = quantum.gate H() %1
  // A measurement and a reset.
  // CHECK-NEXT: quantum.measure
  %bit, %3 = quantum.measure %2
  // CHECK-NEXT: quantum.gate H()
  %4 = quantum.gate H() %3
  // CHECK-NEXT: quantum.reset
  %5 = quantum.reset %4
  // CHECK-NEXT: quantum.gate H()
  %6 = quantum.gate H() %5
  // Control on 1 is not control on 0.
  // CHECK-NEXT: quantum.gate X() %{{.*}} ctrl %{{[^ ]*$}}
  %7:2 = quantum.gate X() %q#1 ctrl %6
  // CHECK-NEXT: quantum.gate X() %{{.*}} ctrl %{{.*}} negated 1
  %8:2 = quantum.gate X() %7#1 ctrl %7#0 negated 1
  // Symbols that are not known to cancel.
  // CHECK-NEXT: quantum.gate RX
  %9 = quantum.gate RX(%a) %q#2
  // CHECK: quantum.gate RX
  %10 = quantum.gate RX(%b) %9
  quantum.dealloc %8#0, %8#1, %10
  return
}

// Functions without qubits are no business of the pass.
// CHECK-LABEL: func.func @classical
func.func @classical(%a: f64) -> f64 {
  // CHECK-NEXT: cf.br
  cf.br ^next
^next:
  return %a : f64
}

// Noise is a wall on its qubits, and on no other.
// CHECK-LABEL: func.func @noise
func.func @noise(%p: f64) {
  %q:3 = quantum.alloc 3
  // CHECK: quantum.gate X() %{{.*}}#0
  %0 = quantum.gate X() %q#0
  %1 = quantum.gate H() %q#2
  // CHECK-NEXT: quantum.channel depolarizing(%{{.*}}) %{{.*}}, %{{.*}}#1
  %2:2 = quantum.channel depolarizing(%p) %0, %q#1
  // CHECK-NEXT: quantum.gate X()
  %3 = quantum.gate X() %2#0
  // CHECK-NOT: quantum.gate
  %4 = quantum.gate H() %1
  quantum.dealloc %3, %2#1, %4
  return
}
