// RUN: qml-opt --split-input-file --verify-diagnostics %s

// expected-error@+1 {{holds blocks beside steps}}
sim.plan @mixed qubits 1 slots 0 {
  sim.block "matrix" flips [1] signs [1] controls [] [] {
    sim.apply H flips [1] signs [1] angles [] [] []
  }
  sim.channel bit_flip on [0] params [0.1] [0.0] [-1]
}

// -----

sim.plan @channel_qubit qubits 1 slots 0 {
  // expected-error@+1 {{acts on qubit 1 of 1}}
  sim.channel bit_flip on [1] params [0.1] [0.0] [-1]
}

// -----

sim.plan @channel_params qubits 1 slots 0 {
  // expected-error@+1 {{bit_flip takes 1 parameters, found 0}}
  sim.channel bit_flip on [0] params [] [] []
}

// -----

sim.plan @gate_slot qubits 1 slots 0 {
  // expected-error@+1 {{hangs on a slot that the plan doesn't have}}
  sim.gate RX on [0] angles [0.1] [1.0] [0]
}

// -----

sim.plan @gate_twice qubits 2 slots 0 {
  // expected-error@+1 {{uses qubit 1 twice}}
  sim.gate SWAP on [1, 1] angles [] [] []
}

// -----

sim.plan @gate_controls qubits 2 slots 0 {
  // expected-error@+1 {{has more controls than qubits}}
  sim.gate X on [0, 1] controls 3 angles [] [] []
}
