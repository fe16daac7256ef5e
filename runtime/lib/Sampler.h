// SPDX-License-Identifier: Apache-2.0
//
// Draws outcomes of a measurement of all qubits: shot i is the amplitude at which the running sum of probabilities
// passes the i-th random number. One walk over the state keeps sums of groups of amplitudes, and a guide table (the
// cutpoint method) tells for each of many equal ranges of the running sum at which group to begin: on average a shot
// passes less than one group more, whatever the probabilities. Then it reads the sums of its group and eight amplitudes,
// wherever they lie. Nothing depends on other shots.
#pragma once

#include "Execution.h"
#include "Random.h"
#include "Readings.h"

namespace qml::rt {

template <typename Real> class Sampler {
public:
  static constexpr uint64_t maxBatch = uint64_t(1) << 20;

  explicit Sampler(Execution<Real> &execution);

  /// Takes the sums of `state`, from which shots are drawn until the next call, or that of another sampler of the
  /// workspace.
  Result take(Amplitudes<Real> state);
  /// Sets outcomes[i] to the circuit's basis index that shot first + i yields; `use` selects independent random
  /// numbers.
  void draw(uint32_t use, uint64_t first, std::span<uint64_t> outcomes);

private:
  Execution<Real> &execution_;
  BitPicker place_;
  RandomStream random_;
  Amplitudes<Real> state_;
  std::vector<Real> padded_; // a state smaller than a group
  SampleIndex index_;
};

} // namespace qml::rt
