// RUN: qml-opt --quantum-verify-linearity --split-input-file --verify-diagnostics %s

func.func @linear(%n: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %q = quantum.alloc 1
  %0 = scf.for %i = %c0 to %n step %c1 iter_args(%p = %q) -> !quantum.qubit {
    %1 = quantum.gate H() %p
    scf.yield %1 : !quantum.qubit
  }
  quantum.dealloc %0
  return
}

// -----

func.func @copied() {
  // expected-error@+1 {{this qubit is used more than once}}
  %q = quantum.alloc 1
  %0 = quantum.gate H() %q
  %1 = quantum.gate H() %q
  quantum.dealloc %0, %1
  return
}

// -----

func.func @lost() {
  %q = quantum.alloc 1
  // expected-error@+1 {{this qubit is never used again}}
  %0 = quantum.gate H() %q
  return
}

// -----

// expected-error@+1 {{this qubit is never used again}}
func.func @lost_argument(%q: !quantum.qubit) {
  return
}

// -----

func.func @lost_in_loop(%n: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %q = quantum.alloc 1
  // expected-error@+1 {{this qubit is used more than once}}
  %0 = scf.for %i = %c0 to %n step %c1 iter_args(%p = %q) -> !quantum.qubit {
    // expected-error@+1 {{this qubit is never used again}}
    %1 = quantum.gate H() %p
    scf.yield %p : !quantum.qubit
  }
  quantum.dealloc %0
  return
}
