// RUN: qml-opt --split-input-file --verify-diagnostics %s

// expected-error@+1 {{has more qubits than a basis index has bits}}
sim.plan @qubits qubits 63 slots 0 {}

// -----

// expected-error@+1 {{has no such number of slots}}
sim.plan @slots qubits 1 slots -1 {}

// -----

sim.plan @content qubits 1 slots 0 {
  // expected-error@+1 {{can't stand in a plan}}
  arith.constant 1.0 : f64
}

// -----

sim.plan @undefined_slot qubits 2 slots 1 {
  // expected-error@+1 {{adds slots that are not defined before it}}
  sim.slot [1] [1.0]
}

// -----

sim.plan @negative_slot qubits 2 slots 1 {
  // expected-error@+1 {{adds slots that are not defined before it}}
  sim.slot [-1] [1.0]
}

// -----

sim.plan @factors qubits 2 slots 1 {
  // expected-error@+1 {{needs one factor per slot}}
  sim.slot [0] []
}

// -----

sim.plan @form qubits 2 slots 1 {
  // expected-error@+1 {{knows no form `sparse`}}
  sim.block "sparse" [0] {}
}

// -----

sim.plan @bit qubits 2 slots 1 {
  // expected-error@+1 {{acts on bit 2 of 2}}
  sim.block "matrix" [2] {}
}

// -----

sim.plan @bit_twice qubits 2 slots 1 {
  // expected-error@+1 {{uses bit 0 twice}}
  sim.block "matrix" [0, 0] {}
}

// -----

sim.plan @target_is_control qubits 2 slots 1 {
  // expected-error@+1 {{uses bit 0 twice}}
  sim.block "matrix" [0] control 1 value 1 {}
}

// -----

sim.plan @control_bits qubits 2 slots 1 {
  // expected-error@+1 {{is controlled by bits that the plan doesn't have}}
  sim.block "matrix" [0] control 4 value 4 {}
}

// -----

sim.plan @control_value qubits 2 slots 1 {
  // expected-error@+1 {{controls on bits outside of its mask}}
  sim.block "matrix" [0] control 2 value 3 {}
}

// -----

sim.plan @block_content qubits 1 slots 0 {
  sim.block "matrix" [0] {
    // expected-error@+1 {{can't stand in a block}}
    arith.constant 1.0 : f64
  }
}

// -----

sim.plan @target qubits 2 slots 1 {
  sim.block "matrix" [0, 1] {
    // expected-error@+1 {{acts on target 2 of 2}}
    sim.apply X on [2] angles [] [] []
  }
}

// -----

sim.plan @target_twice qubits 2 slots 1 {
  sim.block "matrix" [0, 1] {
    // expected-error@+1 {{uses target 0 twice}}
    sim.apply SWAP on [0, 0] angles [] [] []
  }
}

// -----

sim.plan @angle_arrays qubits 2 slots 1 {
  sim.block "matrix" [0, 1] {
    // expected-error@+1 {{needs offset, scale and slot for each angle}}
    sim.apply RX on [0] angles [1.0] [] []
  }
}

// -----

sim.plan @controls qubits 2 slots 1 {
  sim.block "matrix" [0, 1] {
    // expected-error@+1 {{has more controls than qubits}}
    sim.apply X on [0] controls 2 angles [] [] []
  }
}

// -----

sim.plan @gate qubits 2 slots 1 {
  sim.block "matrix" [0, 1] {
    // expected-error@+1 {{SWAP acts on 2 qubits, found 1}}
    sim.apply SWAP on [0] angles [] [] []
  }
}

// -----

sim.plan @angles qubits 2 slots 1 {
  sim.block "matrix" [0, 1] {
    // expected-error@+1 {{RX takes 1 angles, found 0}}
    sim.apply RX on [0] angles [] [] []
  }
}

// -----

sim.plan @adjoint qubits 2 slots 1 {
  sim.block "matrix" [0, 1] {
    // expected-error@+1 {{H has no `adj` form}}
    sim.apply H adj on [0] angles [] [] []
  }
}

// -----

sim.plan @negated qubits 2 slots 1 {
  sim.block "matrix" [0, 1] {
    // expected-error@+1 {{negates controls that it doesn't have}}
    sim.apply X on [0, 1] controls 1 negated 2 angles [] [] []
  }
}

// -----

sim.plan @slot qubits 2 slots 1 {
  sim.block "matrix" [0, 1] {
    // expected-error@+1 {{hangs on a slot that the plan doesn't have}}
    sim.apply RX on [0] angles [0.0] [1.0] [1]
  }
}

// -----

sim.plan @reading qubits 2 slots 1 {
  // expected-error@+1 {{knows no reading `counts`}}
  sim.read "counts" on [0]
}

// -----

sim.plan @no_observables qubits 2 slots 1 {
  // expected-error@+1 {{needs observables}}
  sim.read "var" on []
}

// -----

sim.plan @observables qubits 2 slots 1 {
  // expected-error@+1 {{takes no observables}}
  sim.read "probs" [[#quantum.term<1.0, "Z0">]] on [0]
}

// -----

sim.plan @observable qubits 2 slots 1 {
  // expected-error@+1 {{has a malformed observable}}
  sim.read "expval" [[#quantum.term<1.0, "Z2">]] on []
}

// -----

sim.plan @read_qubit qubits 2 slots 1 {
  // expected-error@+1 {{reads a qubit that the plan doesn't have}}
  sim.read "probs" on [2]
}

// -----

func.func @no_plan(%s: tensor<1xf64>) {
  // expected-error@+1 {{runs `no_plan`, which is not a plan}}
  sim.run @no_plan(%s) : tensor<1xf64> -> tensor<1xf64>
  return
}

// -----

sim.plan @p qubits 1 slots 1 {}
func.func @slot_count(%s: tensor<2xf64>) {
  // expected-error@+1 {{passes 2 slots to a plan of 1}}
  sim.run @p(%s) : tensor<2xf64> -> tensor<1xf64>
  return
}

// -----

sim.plan @p qubits 1 slots 1 {}
func.func @gradient_shape(%s: tensor<1xf64>, %c: tensor<3xf64>) {
  // expected-error@+1 {{yields one derivative per slot}}
  sim.gradient @p(%s, %c) : tensor<1xf64>, tensor<3xf64> -> tensor<3xf64>
  return
}
