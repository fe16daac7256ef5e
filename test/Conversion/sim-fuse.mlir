// RUN: qml-opt --pass-pipeline='builtin.module(sim.plan(sim-fuse))' %s | FileCheck %s
// RUN: qml-opt --pass-pipeline='builtin.module(sim.plan(sim-fuse{max-targets=0}))' %s | FileCheck %s --check-prefix=OFF

// Two rotations and a controlled gate become one block of two qubits; slots and readings stay.
// CHECK-LABEL: sim.plan @large qubits 22 slots 2 {
// CHECK-NEXT: sim.slot
// CHECK-NEXT: sim.block "matrix" [{{[01], [01]}}] {
// CHECK-NEXT: sim.apply RX
// CHECK-NEXT: sim.apply H on [{{[01], [01]}}] controls 1 negated 1
// CHECK-NEXT: sim.apply RY
// CHECK-NOT: sim.block
// CHECK: sim.read "probs" on [0]
// OFF-LABEL: sim.plan @large
// OFF-COUNT-3: sim.block
sim.plan @large qubits 22 slots 2 {
  sim.slot [0, 1] [1.0, 1.0]
  sim.block "matrix" [1] {
    sim.apply RX on [0] angles [0.0] [1.0] [2]
  }
  sim.block "matrix" [0] control 2 value 0 {
    sim.apply H on [0] angles [] [] []
  }
  sim.block "matrix" [0] {
    sim.apply RY on [0] angles [0.1] [0.0] [-1]
  }
  sim.read "probs" on [0]
}

// Left alone: a state of four amplitudes, where building the larger matrix costs more than a pass.
// CHECK-LABEL: sim.plan @small
// CHECK-COUNT-3: sim.block
sim.plan @small qubits 2 slots 2 {
  sim.slot [0, 1] [1.0, 1.0]
  sim.block "matrix" [1] {
    sim.apply RX on [0] angles [0.0] [1.0] [2]
  }
  sim.block "matrix" [0] control 2 value 0 {
    sim.apply H on [0] angles [] [] []
  }
  sim.block "matrix" [0] {
    sim.apply RY on [0] angles [0.1] [0.0] [-1]
  }
  sim.read "probs" on [0]
}

// Diagonal gates of many qubits become one diagonal block.
// CHECK-LABEL: sim.plan @diagonal
// CHECK-COUNT-1: sim.block "diagonal" [{{[0-9]+(, [0-9]+)+}}] {
// CHECK-NOT: sim.block
// CHECK: sim.apply S
// CHECK: sim.apply T adj
// CHECK: sim.apply RZ
sim.plan @diagonal qubits 4 slots 1 {
  sim.block "diagonal" [3] {
    sim.apply S on [0] angles [] [] []
  }
  sim.block "diagonal" [1] {
    sim.apply T adj on [0] angles [] [] []
  }
  sim.block "diagonal" [0] {
    sim.apply RZ on [0] angles [0.0] [1.0] [0]
  }
}
