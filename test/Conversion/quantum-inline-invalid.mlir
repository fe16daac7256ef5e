// RUN: qml-opt --quantum-inline="max-gates=100" --split-input-file --verify-diagnostics %s

func.func private @even(%q: !quantum.qubit) -> !quantum.qubit {
  %0 = quantum.call @odd() %q
  return %0 : !quantum.qubit
}
func.func private @odd(%q: !quantum.qubit) -> !quantum.qubit {
  // expected-error@+1 {{gate `even` calls itself}}
  %0 = quantum.call @even() %q
  return %0 : !quantum.qubit
}

// -----

func.func private @measures(%q: !quantum.qubit) -> !quantum.qubit {
  // expected-error@+1 {{`quantum.measure` can't stand in a gate that is called}}
  %bit, %0 = quantum.measure %q
  return %0 : !quantum.qubit
}
func.func @use(%q: !quantum.qubit) {
  %0 = quantum.call @measures() %q
  return
}

// -----

func.func private @loops(%q: !quantum.qubit) -> !quantum.qubit {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  // expected-error@+1 {{`scf.for` can't stand in a gate that is called}}
  %0 = scf.for %i = %c0 to %c1 step %c1 iter_args(%p = %q) -> !quantum.qubit {
    scf.yield %p : !quantum.qubit
  }
  return %0 : !quantum.qubit
}
func.func @use(%q: !quantum.qubit) {
  %0 = quantum.call @loops() %q
  return
}

// -----

func.func private @permutes(%p: !quantum.qubit, %q: !quantum.qubit) -> (!quantum.qubit, !quantum.qubit) {
  // expected-error@+1 {{a gate returns its qubits in the order of its arguments}}
  return %q, %p : !quantum.qubit, !quantum.qubit
}
func.func @use(%p: !quantum.qubit, %q: !quantum.qubit) {
  %0:2 = quantum.call @permutes() %p, %q
  return
}

// -----

func.func private @blocks(%q: !quantum.qubit) -> !quantum.qubit {
  cf.br ^next
^next:
  return %q : !quantum.qubit
}
func.func @use(%q: !quantum.qubit) {
  // expected-error@-6 {{a gate can be inlined from one block only}}
  %0 = quantum.call @blocks() %q
  return
}

// -----

func.func private @two(%q: !quantum.qubit) -> !quantum.qubit {
  %0 = quantum.gate H() %q
  %1 = quantum.gate T() %0
  return %1 : !quantum.qubit
}
func.func @budget(%q: !quantum.qubit) {
  // expected-error@+1 {{becomes more than 100 gates}}
  %0 = quantum.call @two() %q pow 51
  return
}

// -----

func.func private @noisy(%p: f64, %q: !quantum.qubit) -> !quantum.qubit {
  // expected-error@+1 {{`quantum.channel` can't stand in a gate that is called}}
  %0 = quantum.channel bit_flip(%p) %q
  return %0 : !quantum.qubit
}
func.func @use(%p: f64, %q: !quantum.qubit) {
  %0 = quantum.call @noisy(%p) %q
  return
}
