// RUN: qml-opt %s | qml-opt | FileCheck %s
// RUN: qml-opt --mlir-print-op-generic %s | qml-opt | FileCheck %s

// CHECK-LABEL: sim.plan @noisy qubits 2 slots 1 {
sim.plan @noisy qubits 2 slots 1 {
  // CHECK-NEXT: sim.gate RX on [0, 1] controls 1 negated 1 angles [0.000000e+00] [1.000000e+00] [0]
  sim.gate RX on [0, 1] controls 1 negated 1 angles [0.0] [1.0] [0]
  // CHECK-NEXT: sim.gate S adj on [1] angles [] [] []
  sim.gate S adj on [1] angles [] [] []
  // CHECK-NEXT: sim.channel depolarizing on [1, 0] params [1.000000e-01] [0.000000e+00] [-1]
  sim.channel depolarizing on [1, 0] params [0.1] [0.0] [-1]
  sim.read "probs" on [0, 1]
}
