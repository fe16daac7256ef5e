// SPDX-License-Identifier: Apache-2.0
//
// The random numbers of the project: Philox4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3",
// SC'11). A number depends on (seed, stream, position) only, so any row, step or thread can draw its own without
// waiting for others, and results are the same for every thread count. Data sets that must equal NumPy's use
// RandomState.h.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

namespace qml {

/// One block of Philox4x32 with ten rounds.
std::array<uint32_t, 4> philox4x32(std::array<uint32_t, 4> counter, std::array<uint32_t, 2> key);

class Rng {
public:
  /// Equal seeds with different streams give independent sequences: one stream per row, read or restart.
  explicit Rng(uint64_t seed, uint64_t stream = 0) : seed_(seed), stream_(stream) {}

  uint64_t bits();
  /// In [0, 1), 53 random bits.
  double uniform();
  double uniform(double low, double high) { return low + (high - low) * uniform(); }
  /// Standard normal, by Box and Muller.
  double normal();
  double normal(double mean, double deviation) { return mean + deviation * normal(); }
  /// Uniform in [0, bound), without bias; `bound` must be positive.
  uint64_t below(uint64_t bound);
  /// 0 ... n-1 in random order, by Fisher and Yates.
  std::vector<int64_t> permutation(int64_t n);

  /// What a checkpoint keeps: two words per `bits()` are consumed, normals come in pairs.
  struct State {
    uint64_t seed, stream, position;
    double spareNormal;
    bool hasSpare;
    bool operator==(const State &) const = default;
  };
  State state() const { return {seed_, stream_, position_, spareNormal_, hasSpare_}; }
  static Rng fromState(const State &state);

private:
  uint64_t seed_, stream_;
  uint64_t position_ = 0; // 64-bit words drawn; two to a block
  double spareNormal_ = 0;
  bool hasSpare_ = false;
};

} // namespace qml
