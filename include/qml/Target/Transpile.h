// SPDX-License-Identifier: Apache-2.0
//
// From any circuit to one that a device runs: native gates, coupled pairs. Angles stay symbolic: a circuit is
// transpiled once and its slots are filled in afterwards. Global phase is dropped.
#pragma once

#include "qml/Circuit/Circuit.h"
#include "qml/Target/Device.h"

namespace qml {

struct TranspileOptions {
  uint64_t seed = 0;
  /// Placements tried; more are slower and better. Long circuits get fewer, so that routing stays in seconds.
  unsigned trials = 40;
  bool optimize = true;
  /// Leaves out couplings that failed calibration.
  bool avoidFaulty = true;
};

struct NativeCircuit {
  Circuit circuit; // on the device's qubits; the slots of the source
  /// Qubit q of the source starts on physical qubit initialLayout[q] and ends on finalLayout[q]; all others start in
  /// |0>.
  std::vector<uint32_t> initialLayout, finalLayout;
};

/// The same options and circuit give the same result, on every machine. Fails if the device has too few qubits (E0730).
Expected<NativeCircuit> transpile(const Circuit &circuit, const Device &device, const TranspileOptions &options = {});

/// Whether `device` runs `circuit` as it is: native gates (E0731) on coupled qubits in the right direction (E0732).
Status verifyTarget(const Circuit &circuit, const Device &device);

} // namespace qml
