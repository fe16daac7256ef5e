// SPDX-License-Identifier: Apache-2.0
//
// Walks over a large state and the outcomes that its amplitudes belong to. CNOTs have moved qubits about, so neighbours in the one
// are far apart in the other. A block takes amplitudes by eights that follow each other, and their outcomes by eights too: whole cache lines,
// or large parts of them.
#pragma once

#include "Readings.h"

namespace qml::rt {

class OutcomeBlocks {
public:
  /// Outcomes are what `pick`, which must stay, spells.
  OutcomeBlocks(const BitPicker &pick, unsigned numQubits);

  size_t count() const { return count_; }
  /// Calls body(amplitude, outcome) for all amplitudes of the blocks from `begin` to `end`.
  template <typename Body> void walk(size_t begin, size_t end, Body body) const {
    if (size_ == 1) {
      for (size_t amplitude = begin; amplitude < end; ++amplitude)
        body(amplitude, pick_(amplitude));
      return;
    }
    uint64_t first = spreadBits(begin, ~inner_);
    for (size_t block = begin; block < end; ++block, first = ((first | inner_) + 1) & ~inner_) {
      const uint64_t outcome = pick_(first);
      for (size_t i = 0; i < size_; ++i)
        body(first ^ amplitudes_[i], outcome ^ outcomes_[i]);
    }
  }

private:
  static constexpr unsigned runBits = 3, maxSize = 1u << (2 * runBits);

  const BitPicker &pick_;
  size_t count_, size_ = 1; // of blocks, and of each
  uint64_t amplitudes_[maxSize], outcomes_[maxSize]; // of a block, seen from its first amplitude
  uint64_t inner_ = 0; // bits that no first amplitude has
};

} // namespace qml::rt
