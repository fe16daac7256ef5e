// SPDX-License-Identifier: Apache-2.0
//
// The state that a plan starts from, written where it is needed first: into a tile, or all of a small state.
#pragma once

#include "Memory.h"
#include "qml-runtime/Plan.h"

#include <array>

namespace qml::rt {

template <typename Real> class StartState {
public:
  StartState() = default;
  /// In tiles of the amplitudes whose indices differ in `tileBits`, for each of 2^rowBits rows.
  StartState(const Plan &plan, uint64_t tileBits, unsigned rowBits);

  /// Whether all amplitudes are real.
  bool isReal() const { return isReal_; }
  /// Writes numbers `begin` to `end` of the tile at `base`; `begin` is a multiple of 64.
  void fill(uint64_t base, size_t begin, size_t end, bool realOnly, Amplitudes<Real> tile) const;

private:
  void write(int power, unsigned signs, size_t count, Real *to) const;

  static constexpr unsigned blockBits = 6, blockSize = 1 << blockBits;
  using Block = std::array<Real, blockSize>;
  struct Bit {
    uint64_t mask;  // of the stored index
    int quarters;   // what it multiplies by, with nothing else set
    uint64_t pairs; // bits of numbers in a tile that it is a pair with
    uint64_t outerPairs; // and those that select the tile
  };

  std::vector<Bit> bits_;   // by bit of a number in a tile
  std::vector<Bit> outer_;  // those that select the tile
  uint64_t zeroBits_;       // of numbers in a tile: with one of these the amplitude is 0
  std::array<Block, 4> blocks_; // the real parts of i^e times the first amplitudes, by e
  unsigned blockUsed_; // of these; the others are 0
  bool isReal_;
};

} // namespace qml::rt
