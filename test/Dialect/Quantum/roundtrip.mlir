// RUN: qml-opt %s | qml-opt | FileCheck %s
// RUN: qml-opt --mlir-print-op-generic %s | qml-opt | FileCheck %s

// CHECK-LABEL: func.func private @pair
// CHECK-SAME: (%[[A:.*]]: f64, %[[P:.*]]: !quantum.qubit, %[[Q:.*]]: !quantum.qubit)
func.func private @pair(%a: f64, %p: !quantum.qubit, %q: !quantum.qubit) -> (!quantum.qubit, !quantum.qubit) {
  // CHECK: quantum.gate X() %[[Q]] ctrl %[[P]]
  %0:2 = quantum.gate X() %q ctrl %p
  // CHECK: quantum.gate RZ(%[[A]]) %{{.*}}
  %1 = quantum.gate RZ(%a) %0#1
  return %0#0, %1 : !quantum.qubit, !quantum.qubit
}

// CHECK-LABEL: func.func @gates
func.func @gates(%t: f64) -> tensor<2xf64> {
  // CHECK: %[[Q:.*]]:3 = quantum.alloc 3
  %q:3 = quantum.alloc 3
  // CHECK: quantum.gate S adj() %[[Q]]#0
  %0 = quantum.gate S adj() %q#0
  // CHECK: quantum.gate Rot(%{{.*}}, %{{.*}}, %{{.*}}) %[[Q]]#1 ctrl %{{.*}}, %[[Q]]#2 negated 2
  %1:3 = quantum.gate Rot(%t, %t, %t) %q#1 ctrl %0, %q#2 negated 2
  // CHECK: quantum.gate GlobalPhase(%{{.*}}) ctrl
  %2 = quantum.gate GlobalPhase(%t) ctrl %1#0
  // CHECK: quantum.gate MultiRZ(%{{.*}}) %{{.*}}, %{{.*}}, %{{.*}}
  %3:3 = quantum.gate MultiRZ(%t) %2, %1#1, %1#2
  // CHECK: quantum.barrier %{{.*}}, %{{.*}}
  %4:2 = quantum.barrier %3#0, %3#1
  // CHECK: quantum.channel thermal(%{{.*}}, %{{.*}}, %{{.*}}) %{{.*}}#0
  %n0 = quantum.channel thermal(%t, %t, %t) %4#0
  // CHECK: quantum.channel depolarizing(%{{.*}}) %{{.*}}, %{{.*}}#1
  %n:2 = quantum.channel depolarizing(%t) %n0, %4#1
  // CHECK: quantum.call @pair(%{{.*}}) %{{.*}}#0, %{{.*}}#1 ctrl %{{.*}} negated 1 adj pow 3
  %5:3 = quantum.call @pair(%t) %n#0, %n#1 ctrl %3#2 negated 1 adj pow 3
  // CHECK: quantum.call @pair(%{{.*}}) %{{.*}}, %{{.*}}{{$}}
  %6:2 = quantum.call @pair(%t) %5#1, %5#2
  // CHECK: %[[BIT:.*]], %[[AFTER:.*]] = quantum.measure
  %bit, %7 = quantum.measure %6#0
  // CHECK: quantum.reset %[[AFTER]]
  %8 = quantum.reset %7
  // CHECK: quantum.read "expval" {{\[\[}}#quantum.term<5.000000e-01 : f64, "Z0 X1">, #quantum.term<1.000000e+00 : f64, "">], [#quantum.term<1.000000e+00 : f64, "Y0">]] {{.*}} : tensor<2xf64>, !quantum.qubit, !quantum.qubit
  %v, %9:2 = quantum.read "expval" [[#quantum.term<0.5, "Z0 X1">, #quantum.term<1.0, "">], [#quantum.term<1.0, "Y0">]] %8, %6#1 : tensor<2xf64>, !quantum.qubit, !quantum.qubit
  // CHECK: quantum.read "probs" {{.*}} : tensor<4xf64>, !quantum.qubit, !quantum.qubit
  %w, %10:2 = quantum.read "probs" %9#0, %9#1 : tensor<4xf64>, !quantum.qubit, !quantum.qubit
  // CHECK: quantum.read "counts" {{.*}} : tensor<?xf64>, !quantum.qubit
  %s, %11 = quantum.read "counts" %10#0 : tensor<?xf64>, !quantum.qubit
  // CHECK: quantum.dealloc
  quantum.dealloc %11, %10#1, %5#0
  return %v : tensor<2xf64>
}
