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

sim.plan @start_bits qubits 2 slots 0 {
  // expected-error@+1 {{uses bits that the plan doesn't have}}
  sim.start 4 imaginary 0 negative 0 pairs [] phase 0.0
}

// -----

sim.plan @start_phases qubits 2 slots 0 {
  // expected-error@+1 {{has phases of bits that are 0}}
  sim.start 1 imaginary 0 negative 2 pairs [] phase 0.0
}

// -----

sim.plan @start_pairs qubits 3 slots 0 {
  // expected-error@+1 {{pairs a bit with others than lower ones that may be 1}}
  sim.start 5 imaginary 0 negative 0 pairs [0, 0, 2] phase 0.0
}

// -----

// expected-error@+1 {{starts from more than one state}}
sim.plan @starts qubits 1 slots 0 {
  sim.start 1 imaginary 0 negative 0 pairs [] phase 0.0
  sim.start 0 imaginary 0 negative 0 pairs [] phase 1.0
}

// -----

sim.plan @qubits_count qubits 2 slots 1 {
  // expected-error@+1 {{needs flip, sign and complement of each qubit}}
  sim.qubits flips [2] signs [2] negated [false]
}

// -----

sim.plan @qubits_complements qubits 2 slots 1 {
  // expected-error@+1 {{needs flip, sign and complement of each qubit}}
  sim.qubits flips [2, 1] signs [2, 1] negated [false]
}

// -----

sim.plan @qubits_bits qubits 2 slots 1 {
  // expected-error@+1 {{uses bits that the plan doesn't have}}
  sim.qubits flips [4, 1] signs [4, 1] negated [false, false]
}

// -----

sim.plan @qubits_sign_bits qubits 2 slots 1 {
  // expected-error@+1 {{uses bits that the plan doesn't have}}
  sim.qubits flips [2, 1] signs [6, 1] negated [false, false]
}

// -----

sim.plan @qubits_negative qubits 2 slots 1 {
  // expected-error@+1 {{uses bits that the plan doesn't have}}
  sim.qubits flips [-1, 1] signs [2, 1] negated [false, false]
}

// -----

sim.plan @qubits_dual qubits 2 slots 1 {
  // expected-error@+1 {{has flips that are not dual to the signs}}
  sim.qubits flips [2, 1] signs [2, 3] negated [false, false]
}

// -----

sim.plan @form qubits 2 slots 1 {
  // expected-error@+1 {{knows no form `sparse`}}
  sim.block "sparse" flips [1] signs [1] controls [] [] {}
}

// -----

sim.plan @flip_bits qubits 2 slots 1 {
  // expected-error@+1 {{uses bits that the plan doesn't have}}
  sim.block "matrix" flips [4] signs [1] controls [] [] {}
}

// -----

sim.plan @sign_bits qubits 2 slots 1 {
  // expected-error@+1 {{uses bits that the plan doesn't have}}
  sim.block "matrix" flips [1] signs [5] controls [] [] {}
}

// -----

sim.plan @control_bits qubits 2 slots 1 {
  // expected-error@+1 {{uses bits that the plan doesn't have}}
  sim.block "matrix" flips [1] signs [1] controls [4] [true] {}
}

// -----

sim.plan @sign_per_flip qubits 2 slots 1 {
  // expected-error@+1 {{needs a sign per flip and a value per control}}
  sim.block "matrix" flips [2, 1] signs [2] controls [] [] {}
}

// -----

sim.plan @value_per_control qubits 2 slots 1 {
  // expected-error@+1 {{needs a sign per flip and a value per control}}
  sim.block "matrix" flips [1] signs [1] controls [2] [] {}
}

// -----

sim.plan @targets qubits 6 slots 1 {
  // expected-error@+1 {{has more than 5 targets}}
  sim.block "matrix" flips [1, 2, 4, 8, 16, 32] signs [1, 2, 4, 8, 16, 32] controls [] [] {}
}

// -----

sim.plan @not_own_sign qubits 2 slots 1 {
  // expected-error@+1 {{has flips that are not dual to the signs}}
  sim.block "matrix" flips [2] signs [1] controls [] [] {}
}

// -----

sim.plan @target_twice qubits 2 slots 1 {
  // expected-error@+1 {{has flips that are not dual to the signs}}
  sim.block "matrix" flips [1, 1] signs [1, 1] controls [] [] {}
}

// -----

sim.plan @target_is_control qubits 2 slots 1 {
  // expected-error@+1 {{flips one of its controls}}
  sim.block "matrix" flips [1] signs [1] controls [1] [true] {}
}

// -----

sim.plan @wide_flip qubits 2 slots 1 {
  // expected-error@+1 {{flips one of its controls}}
  sim.block "matrix" flips [3] signs [1] controls [2] [false] {}
}

// -----

sim.plan @no_targets qubits 2 slots 1 {
  // expected-error@+1 {{needs targets}}
  sim.block "matrix" flips [] signs [] controls [] [] {}
}

// -----

sim.plan @phase_targets qubits 2 slots 1 {
  // expected-error@+1 {{has targets or controls, but is made of phases}}
  sim.block "phases" flips [1] signs [1] controls [] [] {}
}

// -----

sim.plan @phase_controls qubits 2 slots 1 {
  // expected-error@+1 {{has targets or controls, but is made of phases}}
  sim.block "phases" flips [] signs [] controls [1] [true] {}
}

// -----

sim.plan @block_content qubits 2 slots 1 {
  sim.block "matrix" flips [2, 1] signs [2, 1] controls [] [] {
    // expected-error@+1 {{can't stand in a block of form matrix}}
    arith.constant 1.0 : f64
  }
}

// -----

sim.plan @phase_in_matrix qubits 2 slots 1 {
  sim.block "matrix" flips [2, 1] signs [2, 1] controls [] [] {
    // expected-error@+1 {{can't stand in a block of form matrix}}
    sim.phase 1 angle 0.1 0.0 -1
  }
}

// -----

sim.plan @gate_in_phases qubits 2 slots 1 {
  sim.block "phases" flips [] signs [] controls [] [] {
    // expected-error@+1 {{can't stand in a block of form phases}}
    sim.apply Z flips [] signs [] angles [] [] []
  }
}

// -----

sim.plan @phase_bits qubits 2 slots 1 {
  sim.block "phases" flips [] signs [] controls [] [] {
    // expected-error@+1 {{uses bits that the plan doesn't have}}
    sim.phase 4 angle 0.1 0.0 -1
  }
}

// -----

sim.plan @phase_slot qubits 2 slots 1 {
  sim.block "phases" flips [] signs [] controls [] [] {
    // expected-error@+1 {{hangs on a slot that the plan doesn't have}}
    sim.phase 1 angle 0.1 1.0 1
  }
}

// -----

sim.plan @local_signs qubits 2 slots 1 {
  sim.block "matrix" flips [2, 1] signs [2, 1] controls [] [] {
    // expected-error@+1 {{needs a sign per flip}}
    sim.apply SWAP flips [2, 1] signs [2] angles [] [] []
  }
}

// -----

sim.plan @local_bits qubits 2 slots 1 {
  sim.block "matrix" flips [2, 1] signs [2, 1] controls [] [] {
    // expected-error@+1 {{uses bits that the block's index doesn't have}}
    sim.apply X flips [4] signs [4] angles [] [] []
  }
}

// -----

sim.plan @local_negative qubits 2 slots 1 {
  sim.block "matrix" flips [2, 1] signs [2, 1] controls [] [] {
    // expected-error@+1 {{uses bits that the block's index doesn't have}}
    sim.apply X flips [1] signs [-1] angles [] [] []
  }
}

// -----

sim.plan @more_qubits qubits 2 slots 1 {
  sim.block "matrix" flips [2, 1] signs [2, 1] controls [] [] {
    // expected-error@+1 {{has more qubits than its block}}
    sim.apply X flips [0, 0, 1] signs [2, 2, 1] controls 2 angles [] [] []
  }
}

// -----

sim.plan @parity qubits 2 slots 1 {
  sim.block "matrix" flips [2, 1] signs [2, 1] controls [] [] {
    // expected-error@+1 {{is a phase of several qubits}}
    sim.apply MultiRZ flips [2, 1] signs [2, 1] angles [0.1] [0.0] [-1]
  }
}

// -----

sim.plan @angle_arrays qubits 2 slots 1 {
  sim.block "matrix" flips [2, 1] signs [2, 1] controls [] [] {
    // expected-error@+1 {{needs offset, scale and slot for each angle}}
    sim.apply RX flips [1] signs [1] angles [1.0] [] []
  }
}

// -----

sim.plan @controls qubits 2 slots 1 {
  sim.block "matrix" flips [2, 1] signs [2, 1] controls [] [] {
    // expected-error@+1 {{has more controls than qubits}}
    sim.apply X flips [1] signs [1] controls 2 angles [] [] []
  }
}

// -----

sim.plan @controls_negative qubits 2 slots 1 {
  sim.block "matrix" flips [2, 1] signs [2, 1] controls [] [] {
    // expected-error@+1 {{has more controls than qubits}}
    sim.apply X flips [1] signs [1] controls -1 angles [] [] []
  }
}

// -----

sim.plan @local_twice qubits 2 slots 1 {
  sim.block "matrix" flips [2, 1] signs [2, 1] controls [] [] {
    // expected-error@+1 {{has flips that are not dual to the signs}}
    sim.apply SWAP flips [1, 1] signs [1, 1] angles [] [] []
  }
}

// -----

sim.plan @local_control qubits 2 slots 1 {
  sim.block "matrix" flips [2, 1] signs [2, 1] controls [] [] {
    // expected-error@+1 {{flips one of its controls}}
    sim.apply X flips [1, 1] signs [1, 1] controls 1 angles [] [] []
  }
}

// -----

sim.plan @rows_of_one_qubit qubits 2 slots 1 {
  sim.block "matrix" flips [2, 1] signs [2, 1] controls [] [] {
    // expected-error@+1 {{takes rows of a gate on several qubits for one target}}
    sim.apply RX flips [1] signs [1] rows [0, 1] angles [0.1] [0.0] [-1]
  }
}

// -----

sim.plan @rows_of_two_targets qubits 2 slots 1 {
  sim.block "matrix" flips [2, 1] signs [2, 1] controls [] [] {
    // expected-error@+1 {{takes rows of a gate on several qubits for one target}}
    sim.apply SingleExcitation flips [2, 1] signs [2, 1] rows [1, 2] angles [0.1] [0.0] [-1]
  }
}

// -----

sim.plan @one_row qubits 2 slots 1 {
  sim.block "matrix" flips [2, 1] signs [2, 1] controls [] [] {
    // expected-error@+1 {{takes two rows of its gate's matrix}}
    sim.apply SingleExcitation flips [1] signs [1] rows [1] angles [0.1] [0.0] [-1]
  }
}

// -----

sim.plan @row_beyond qubits 2 slots 1 {
  sim.block "matrix" flips [2, 1] signs [2, 1] controls [] [] {
    // expected-error@+1 {{takes two rows of its gate's matrix}}
    sim.apply SingleExcitation flips [1] signs [1] rows [1, 4] angles [0.1] [0.0] [-1]
  }
}

// -----

sim.plan @gate qubits 2 slots 1 {
  sim.block "matrix" flips [2, 1] signs [2, 1] controls [] [] {
    // expected-error@+1 {{SWAP acts on 2 qubits, found 1}}
    sim.apply SWAP flips [1] signs [1] angles [] [] []
  }
}

// -----

sim.plan @angles qubits 2 slots 1 {
  sim.block "matrix" flips [2, 1] signs [2, 1] controls [] [] {
    // expected-error@+1 {{RX takes 1 angles, found 0}}
    sim.apply RX flips [1] signs [1] angles [] [] []
  }
}

// -----

sim.plan @adjoint qubits 2 slots 1 {
  sim.block "matrix" flips [2, 1] signs [2, 1] controls [] [] {
    // expected-error@+1 {{H has no `adj` form}}
    sim.apply H adj flips [1] signs [1] angles [] [] []
  }
}

// -----

sim.plan @negated qubits 2 slots 1 {
  sim.block "matrix" flips [2, 1] signs [2, 1] controls [] [] {
    // expected-error@+1 {{negates qubits that it doesn't have}}
    sim.apply X flips [2, 1] signs [2, 1] controls 1 negated 4 angles [] [] []
  }
}

// -----

sim.plan @slot qubits 2 slots 1 {
  sim.block "matrix" flips [2, 1] signs [2, 1] controls [] [] {
    // expected-error@+1 {{hangs on a slot that the plan doesn't have}}
    sim.apply RX flips [1] signs [1] angles [0.0] [1.0] [1]
  }
}

// -----

sim.plan @no_slot qubits 2 slots 1 {
  sim.block "matrix" flips [2, 1] signs [2, 1] controls [] [] {
    // expected-error@+1 {{hangs on a slot that the plan doesn't have}}
    sim.apply RX flips [1] signs [1] angles [0.0] [1.0] [-2]
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

sim.plan @reading_twice qubits 2 slots 0 {
  // expected-error@+1 {{uses qubit 1 twice}}
  sim.read "probs" on [1, 1]
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

// -----

sim.plan @rotation_flips qubits 2 slots 1 {
  // expected-error@+1 {{is a rotation, which has one flip and no controls}}
  sim.block "rotation" flips [1, 2] signs [1, 2] controls [] [] {}
}

// -----

sim.plan @rotation_sign qubits 2 slots 1 {
  sim.block "rotation" flips [1] signs [1] controls [] [] {
    // expected-error@+1 {{has another sign than its rotation}}
    sim.phase 2 angle 0.0 1.0 0
  }
}
