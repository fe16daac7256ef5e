// RUN: qml-opt --convert-quantum-to-sim --split-input-file --verify-diagnostics %s | FileCheck %s

// Bits count from the right: qubit 0 of 2 is bit 1, mask 2. The controlled X is no block: qubit 1 is then the complement of the
// parity of both bits, and flipping qubit 0 flips both.
// CHECK-LABEL: sim.plan @c.plan qubits 2 slots 1 {
// CHECK-NEXT: sim.block "rotation" flips [2] signs [0] controls [] [] {
// CHECK-NEXT: sim.phase 0 angle 5.000000e-01 2.000000e+00 0
// CHECK-NEXT: }
// CHECK-NEXT: sim.qubits flips [3, 1] signs [2, 3] negated [false, true]
// CHECK-NEXT: sim.read "expval" {{\[\[}}#quantum.term<1.000000e+00 : f64, "Z0 X1">]] on []
// CHECK: sim.read "probs" on [1]

// What angles hang on is computed apart; 2 x + 0.5 is in the plan.
// CHECK-LABEL: func.func @c.slots
// CHECK-SAME: (%[[X:.*]]: tensor<f64>) -> tensor<1xf64>
// CHECK: %[[E:.*]] = tensor.extract %[[X]][]
// CHECK: %[[T:.*]] = tensor.from_elements %[[E]] : tensor<1xf64>
// CHECK: return %[[T]]

// CHECK-LABEL: func.func @c(
// CHECK-SAME: %[[X:.*]]: tensor<f64>
// CHECK: %[[SLOTS:.*]] = call @c.slots(%[[X]])
// CHECK: %[[ALL:.*]] = sim.run @c.plan(%[[SLOTS]]) : tensor<1xf64> -> tensor<3xf64>
// CHECK: %[[FIRST:.*]] = tensor.extract %[[ALL]][%c0]
// CHECK: %[[V:.*]] = tensor.from_elements %[[FIRST]] : tensor<f64>
// CHECK: %[[P:.*]] = tensor.extract_slice %[[ALL]][1] [2] [1]
// CHECK-NOT: quantum.
// CHECK: %[[NEG:.*]] = arith.negf %[[V]]
// CHECK: return %[[NEG]], %[[P]]
func.func @c(%x: tensor<f64>) -> (tensor<f64>, tensor<2xf64>) attributes {quantum.circuit} {
  %two = arith.constant 2.0 : f64
  %half = arith.constant 0.5 : f64
  %e = tensor.extract %x[] : tensor<f64>
  %d = arith.mulf %e, %two : f64
  %angle = arith.addf %d, %half : f64
  %q:2 = quantum.alloc 2
  %0 = quantum.gate RX(%angle) %q#0
  %1:2 = quantum.gate X() %q#1 ctrl %0 negated 1
  %2:2 = quantum.barrier %1#0, %1#1
  %v, %3:2 = quantum.read "expval" [[#quantum.term<1.0, "Z0 X1">]] %2#0, %2#1 : tensor<f64>, !quantum.qubit, !quantum.qubit
  %p, %4 = quantum.read "probs" %3#1 : tensor<2xf64>, !quantum.qubit
  quantum.dealloc %3#0, %4
  %n = arith.negf %v : tensor<f64>
  return %n, %p : tensor<f64>, tensor<2xf64>
}

// CHECK-LABEL: func.func @use
func.func @use(%x: tensor<f64>) -> tensor<f64> {
  // CHECK: call @c(%{{.*}})
  %0:2 = qml.run @c(%x) : (tensor<f64>) -> (tensor<f64>, tensor<2xf64>)
  return %0#0 : tensor<f64>
}

// -----

// Behind a CNOT a gate acts on spread qubits, as its controls are; diagonal gates are phases; rotations about products of Paulis
// have one flip, and Y and Z give the sign.
// CHECK-LABEL: sim.plan @spread.plan qubits 3 slots 1 {
// CHECK-NEXT: sim.block "rotation" flips [2] signs [6] controls [] [] {
// CHECK-NEXT: sim.phase 6 angle 0.000000e+00 1.000000e+00 0
// CHECK-NEXT: }
// CHECK-NEXT: sim.block "phases" flips [] signs [] controls [] [] {
// CHECK-NEXT: sim.phase 7 angle 0.000000e+00 1.000000e+00 0
// CHECK-NEXT: }
// CHECK-NEXT: sim.block "matrix" flips [1] signs [1] controls [4, 6] [false, true] {
// CHECK-NEXT: sim.apply RX flips [1] signs [1] angles
// CHECK-NEXT: }
// CHECK-NEXT: sim.block "rotation" flips [3] signs [0] controls [] [] {
// CHECK-NEXT: sim.phase 0 angle 0.000000e+00 1.000000e+00 0
// CHECK-NEXT: }
// CHECK-NEXT: sim.qubits flips [6, 2, 1] signs [4, 6, 1] negated [false, false, false]
func.func @spread(%x: tensor<f64>) -> tensor<2xf64> {
  %a = tensor.extract %x[] : tensor<f64>
  %q:3 = quantum.alloc 3
  %0:2 = quantum.gate X() %q#1 ctrl %q#0
  %1 = quantum.gate RY(%a) %0#1
  %2:2 = quantum.gate MultiRZ(%a) %1, %q#2
  %3:3 = quantum.gate RX(%a) %2#1 ctrl %0#0, %2#0 negated 1
  %4:2 = quantum.gate IsingXX(%a) %3#1, %3#2
  %p, %5 = quantum.read "probs" %4#0 : tensor<2xf64>, !quantum.qubit
  return %p : tensor<2xf64>
}

// -----

// Z of qubit 0 behind the ring is a string on the two others: qubit 0 need not turn, and phases commute with it.
// CHECK-LABEL: sim.plan @ring.plan qubits 3 slots 1 {
// CHECK-NEXT: sim.block "rotation" flips [2] signs [2]
// CHECK-NEXT: sim.phase
// CHECK-NEXT: }
// CHECK-NEXT: sim.block "rotation" flips [1] signs [1]
// CHECK-NEXT: sim.phase
// CHECK-NEXT: }
// CHECK-NEXT: sim.qubits
func.func @ring(%x: tensor<f64>) -> tensor<f64> {
  %a = tensor.extract %x[] : tensor<f64>
  %q:3 = quantum.alloc 3
  %0 = quantum.gate RY(%a) %q#0
  %1 = quantum.gate RY(%a) %q#1
  %2 = quantum.gate Rot(%a, %a, %a) %q#2
  %3:2 = quantum.gate X() %1 ctrl %0
  %4:2 = quantum.gate X() %2 ctrl %3#1
  %5:2 = quantum.gate X() %3#0 ctrl %4#1
  %v, %6 = quantum.read "expval" [[#quantum.term<1.0, "Z0">]] %5#1 : tensor<f64>, !quantum.qubit
  return %v : tensor<f64>
}

// -----

// A circuit without slots; a state of complex numbers.
// CHECK-LABEL: sim.plan @s.plan qubits 1 slots 0
// CHECK: sim.read "state" on []
// CHECK-LABEL: func.func @s.slots() -> tensor<0xf64>
// CHECK-LABEL: func.func @s() -> tensor<2x2xf64>
// CHECK: tensor.expand_shape %{{.*}} {{\[\[}}0, 1]] output_shape [2, 2]
func.func @s() -> tensor<2x2xf64> {
  %q = quantum.alloc 1
  %0 = quantum.gate H() %q
  %v, %1 = quantum.read "state" %0 : tensor<2x2xf64>, !quantum.qubit
  quantum.dealloc %1
  return %v : tensor<2x2xf64>
}

// -----

// expected-error@+1 {{measurements before the end are not supported by the simulator yet}}
func.func @measure() -> tensor<2xf64> {
  %q = quantum.alloc 1
  %bit, %0 = quantum.measure %q
  %v, %1 = quantum.read "probs" %0 : tensor<2xf64>, !quantum.qubit
  quantum.dealloc %1
  return %v : tensor<2xf64>
}

// -----

// expected-error@+1 {{reset is not supported by the simulator yet}}
func.func @reset() -> tensor<2xf64> {
  %q = quantum.alloc 1
  %0 = quantum.reset %q
  %v, %1 = quantum.read "probs" %0 : tensor<2xf64>, !quantum.qubit
  quantum.dealloc %1
  return %v : tensor<2xf64>
}

// -----

func.func @late() -> tensor<2xf64> {
  %q = quantum.alloc 1
  %v, %0 = quantum.read "probs" %q : tensor<2xf64>, !quantum.qubit
  // expected-error@+1 {{a gate after a final reading}}
  %1 = quantum.gate H() %0
  quantum.dealloc %1
  return %v : tensor<2xf64>
}

// -----

func.func private @gate(%q: !quantum.qubit) -> !quantum.qubit { return %q : !quantum.qubit }
func.func @called() {
  %q = quantum.alloc 1
  // expected-error@+1 {{gates can be lifted from straight-line code only}}
  %0 = quantum.call @gate() %q
  quantum.dealloc %0
  return
}

// -----

// What slots alone hang on moves to them; what the rest needs too is in both.
// CHECK-LABEL: func.func @moved.slots
// CHECK-SAME: (%[[X:.*]]: tensor<2xf64>)
// CHECK-DAG: %[[A:.*]] = tensor.extract %[[X]][%c0]
// CHECK-DAG: %[[B:.*]] = tensor.extract %[[X]][%c1]
// CHECK: %[[S:.*]] = math.sin %[[A]]
// CHECK: tensor.from_elements %[[S]], %[[B]]
// CHECK-LABEL: func.func @moved(
// CHECK-SAME: %[[X:.*]]: tensor<2xf64>
// CHECK-NOT: math.sin
// CHECK: %[[B:.*]] = tensor.extract %[[X]][%c1]
// CHECK-NOT: math.sin
// CHECK: arith.mulf %{{.*}}, %[[B]]
func.func @moved(%x: tensor<2xf64>) -> tensor<f64> attributes {quantum.circuit} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %a = tensor.extract %x[%c0] : tensor<2xf64>
  %b = tensor.extract %x[%c1] : tensor<2xf64>
  %s = math.sin %a : f64
  %q = quantum.alloc 1
  %0 = quantum.gate RX(%s) %q
  %1 = quantum.gate RY(%b) %0
  %v, %2 = quantum.read "expval" [[#quantum.term<1.0, "Z0">]] %1 : tensor<f64>, !quantum.qubit
  quantum.dealloc %2
  %e = tensor.extract %v[] : tensor<f64>
  %p = arith.mulf %e, %b : f64
  %r = tensor.from_elements %p : tensor<f64>
  return %r : tensor<f64>
}
