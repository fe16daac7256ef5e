// RUN: qml-opt --split-input-file --verify-diagnostics %s

func.func @unknown_gate(%q: !quantum.qubit) {
  // expected-error@+1 {{`RW` is not a base gate of the gate table}}
  %0 = quantum.gate RW() %q
  return
}

// -----

func.func @spelling(%q: !quantum.qubit) {
  // expected-error@+1 {{`CNOT` is not a base gate of the gate table}}
  %0 = quantum.gate CNOT() %q
  return
}

// -----

func.func @kind_out_of_range(%q: !quantum.qubit) {
  // expected-error@+1 {{has no base gate of kind 99}}
  %0 = "quantum.gate"(%q) <{kind = 99 : i32, operandSegmentSizes = array<i32: 0, 1, 0>}> : (!quantum.qubit) -> !quantum.qubit
  return
}

// -----

func.func @angles(%q: !quantum.qubit) {
  // expected-error@+1 {{RX takes 1 angles, found 0}}
  %0 = quantum.gate RX() %q
  return
}

// -----

func.func @qubits(%q: !quantum.qubit) {
  // expected-error@+1 {{SWAP acts on 2 qubits, found 1}}
  %0 = quantum.gate SWAP() %q
  return
}

// -----

func.func @no_qubits(%a: f64) {
  // expected-error@+1 {{MultiRZ acts on one or more qubits, found 0}}
  quantum.gate MultiRZ(%a)
  return
}

// -----

func.func @adjoint_of_self_inverse(%q: !quantum.qubit) {
  // expected-error@+1 {{X has no `adj` form}}
  %0 = quantum.gate X adj() %q
  return
}

// -----

func.func @adjoint_of_rotation(%a: f64, %q: !quantum.qubit) {
  // expected-error@+1 {{RX has no `adj` form}}
  %0 = quantum.gate RX adj(%a) %q
  return
}

// -----

func.func @negated(%p: !quantum.qubit, %q: !quantum.qubit) {
  // expected-error@+1 {{negates controls that it doesn't have}}
  %0:2 = quantum.gate X() %q ctrl %p negated 2
  return
}

// -----

func.func @same_qubit(%q: !quantum.qubit) {
  // expected-error@+1 {{uses a qubit twice}}
  %0:2 = quantum.gate X() %q ctrl %q
  return
}

// -----

func.func @results(%q: !quantum.qubit) {
  // expected-error@+2 {{are incompatible with return type(s) of operation}}
  // expected-error@+1 {{failed to infer returned types}}
  %0:2 = "quantum.gate"(%q) <{kind = 1 : i32, operandSegmentSizes = array<i32: 0, 1, 0>}> : (!quantum.qubit) -> (!quantum.qubit, !quantum.qubit)
  return
}

// -----

func.func @barrier(%q: !quantum.qubit) {
  // expected-error@+1 {{uses a qubit twice}}
  %0:2 = quantum.barrier %q, %q
  return
}

// -----

func.func @alloc_nothing() {
  // expected-error@+1 {{attribute 'count' failed to satisfy constraint: 64-bit signless integer attribute whose value is positive}}
  quantum.alloc 0
  return
}

// -----

func.func @reading(%q: !quantum.qubit) {
  // expected-error@+1 {{knows no reading `mean`}}
  %v, %0 = quantum.read "mean" %q : tensor<f64>, !quantum.qubit
  return
}

// -----

func.func @read_results(%q: !quantum.qubit) {
  // expected-error@+1 {{yields as many qubits as it takes}}
  %v, %0:2 = quantum.read "probs" %q : tensor<2xf64>, !quantum.qubit, !quantum.qubit
  return
}

// -----

func.func @no_observables(%q: !quantum.qubit) {
  // expected-error@+1 {{needs observables}}
  %v, %0 = quantum.read "expval" %q : tensor<f64>, !quantum.qubit
  return
}

// -----

func.func @observables(%q: !quantum.qubit) {
  // expected-error@+1 {{takes no observables}}
  %v, %0 = quantum.read "probs" [[#quantum.term<1.0, "Z0">]] %q : tensor<2xf64>, !quantum.qubit
  return
}

// -----

func.func @observable_elsewhere(%q: !quantum.qubit) {
  // expected-error@+1 {{has a malformed observable, or one on a qubit that it doesn't read}}
  %v, %0 = quantum.read "expval" [[#quantum.term<1.0, "Z1">]] %q : tensor<f64>, !quantum.qubit
  return
}

// -----

func.func @not_terms(%q: !quantum.qubit) {
  // expected-error@+1 {{has a malformed observable, or one on a qubit that it doesn't read}}
  %v, %0 = quantum.read "expval" [["Z0"]] %q : tensor<f64>, !quantum.qubit
  return
}

// -----

func.func @read_twice(%q: !quantum.qubit) {
  // expected-error@+1 {{uses a qubit twice}}
  %v, %0:2 = quantum.read "probs" %q, %q : tensor<4xf64>, !quantum.qubit, !quantum.qubit
  return
}

// -----

func.func @element_type(%q: !quantum.qubit) {
  // expected-error@+1 {{yields tensors of f64}}
  %v, %0 = quantum.read "probs" %q : tensor<2xf32>, !quantum.qubit
  return
}

// -----

func.func @shape_of_probs(%q: !quantum.qubit) {
  // expected-error@+1 {{yields 2 numbers, not 4}}
  %v, %0 = quantum.read "probs" %q : tensor<4xf64>, !quantum.qubit
  return
}

// -----

func.func @shape_of_state(%q: !quantum.qubit) {
  // expected-error@+1 {{yields 4 numbers, not 2}}
  %v, %0 = quantum.read "state" %q : tensor<2xf64>, !quantum.qubit
  return
}

// -----

func.func @shape_of_expval(%q: !quantum.qubit) {
  // expected-error@+1 {{yields 2 numbers, not 1}}
  %v, %0 = quantum.read "expval" [[#quantum.term<1.0, "Z0">], [#quantum.term<1.0, "X0">]] %q : tensor<f64>, !quantum.qubit
  return
}

// -----

// expected-error@+1 {{`Q0` is not a Pauli on a qubit, such as Z0}}
func.func @pauli() attributes {a = #quantum.term<1.0, "Q0">} { return }

// -----

// expected-error@+1 {{`Z0 X0` names qubit 0 twice}}
func.func @pauli_twice() attributes {a = #quantum.term<1.0, "Z0 X0">} { return }

// -----

// expected-error@+1 {{the coefficient must be f64}}
func.func @coefficient() attributes {a = #quantum.term<1.0 : f32, "Z0">} { return }

// -----

func.func @call_of_nothing(%q: !quantum.qubit) {
  // expected-error@+1 {{calls `gone`, which is not a private function with a body}}
  %0 = quantum.call @gone() %q
  return
}

// -----

func.func @public(%q: !quantum.qubit) -> !quantum.qubit { return %q : !quantum.qubit }
func.func @call_of_public(%q: !quantum.qubit) {
  // expected-error@+1 {{calls `public`, which is not a private function with a body}}
  %0 = quantum.call @public() %q
  return
}

// -----

func.func private @one(%q: !quantum.qubit) -> !quantum.qubit { return %q : !quantum.qubit }
func.func @call_arguments(%a: f64, %q: !quantum.qubit) {
  // expected-error@+1 {{passes other arguments than `one` takes}}
  %0 = quantum.call @one(%a) %q
  return
}

// -----

func.func private @sink(%q: !quantum.qubit) { quantum.dealloc %q return }
func.func @call_of_sink(%q: !quantum.qubit) {
  // expected-error@+1 {{calls `sink`, which does not return its qubits}}
  %0 = quantum.call @sink() %q
  return
}

// -----

func.func private @one(%q: !quantum.qubit) -> !quantum.qubit { return %q : !quantum.qubit }
func.func @call_same_qubit(%q: !quantum.qubit) {
  // expected-error@+1 {{uses a qubit twice}}
  %0:2 = quantum.call @one() %q ctrl %q
  return
}

// -----

func.func private @one(%q: !quantum.qubit) -> !quantum.qubit { return %q : !quantum.qubit }
func.func @call_negated(%q: !quantum.qubit) {
  // expected-error@+1 {{negates controls that it doesn't have}}
  %0 = quantum.call @one() %q negated 1
  return
}

// -----

func.func @channel_name(%p: f64, %q: !quantum.qubit) {
  // expected-error@+1 {{`dephasing` is not a channel of the channel table}}
  %0 = quantum.channel dephasing(%p) %q
  return
}

// -----

func.func @channel_params(%p: f64, %q: !quantum.qubit) {
  // expected-error@+1 {{pauli takes 3 parameters, found 1}}
  %0 = quantum.channel pauli(%p) %q
  return
}

// -----

func.func @channel_qubits(%p: f64, %a: !quantum.qubit, %b: !quantum.qubit) {
  // expected-error@+1 {{bit_flip acts on one qubit, found 2}}
  %0:2 = quantum.channel bit_flip(%p) %a, %b
  return
}

// -----

func.func @channel_qubit_twice(%p: f64, %a: !quantum.qubit) {
  // expected-error@+1 {{uses a qubit twice}}
  %0:2 = quantum.channel depolarizing(%p) %a, %a
  return
}

// -----

func.func @kraus_size(%p: f64, %a: !quantum.qubit) {
  // expected-error@+1 {{kraus takes 8 numbers per operator, found 3}}
  %0 = quantum.channel kraus(%p, %p, %p) %a
  return
}
