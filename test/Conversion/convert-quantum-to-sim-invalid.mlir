// RUN: qml-opt --convert-quantum-to-sim --split-input-file --verify-diagnostics %s

func.func @copied() -> tensor<f64> attributes {quantum.circuit} {
  %q = quantum.alloc 1
  %0 = quantum.gate H() %q
  // expected-error@+1 {{a qubit is used twice}}
  %1 = quantum.gate H() %q
  %v, %2 = quantum.read "expval" [[#quantum.term<1.0, "Z0">]] %1 : tensor<f64>, !quantum.qubit
  quantum.dealloc %2
  return %v : tensor<f64>
}

// -----

func.func @goes_on() -> tensor<f64> attributes {quantum.circuit} {
  %q = quantum.alloc 1
  %v, %0 = quantum.read "expval" [[#quantum.term<1.0, "Z0">]] %q : tensor<f64>, !quantum.qubit
  // expected-error@+1 {{a gate after a final reading}}
  %1 = quantum.gate H() %0
  quantum.dealloc %1
  return %v : tensor<f64>
}
