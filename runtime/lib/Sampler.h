// SPDX-License-Identifier: Apache-2.0
//
// Draws outcomes of a measurement of all qubits. Shots are drawn in batches: a batch's random numbers are sorted and
// met by one sweep over the running sum of probabilities.
#pragma once

#include "Execution.h"
#include "Random.h"
#include "Readings.h"

namespace qml::rt {

template <typename Real> class Sampler {
public:
  static constexpr uint64_t maxBatch = uint64_t(1) << 20;

  Sampler(Execution<Real> &execution, Amplitudes<Real> state);

  /// Sets outcomes[i] to the circuit's basis index that shot first + i yields; `use` selects independent random numbers.
  void draw(uint32_t use, uint64_t first, std::span<uint64_t> outcomes);

private:
  Execution<Real> &execution_;
  Amplitudes<Real> state_;
  BitPicker place_;
  RandomStream random_;
  std::vector<double> starts_; // of each chunk in the running sum; one more for the total
  std::vector<std::pair<double, uint32_t>> draws_;
};

} // namespace qml::rt
