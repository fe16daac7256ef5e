// SPDX-License-Identifier: Apache-2.0
//
// SplitMix64: small, and the same numbers with every standard library, which std's distributions don't promise.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace qml::target {

class Random {
public:
  explicit Random(uint64_t seed) : state_(seed) {}

  uint64_t next() {
    uint64_t z = state_ += 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
  }
  /// From 0 to `bound` - 1.
  uint32_t below(uint32_t bound) { return uint64_t(uint32_t(next() >> 32)) * bound >> 32; }

  template <typename T> void shuffle(std::vector<T> &items) {
    for (std::size_t i = items.size(); i > 1; --i)
      std::swap(items[i - 1], items[below(i)]);
  }

private:
  uint64_t state_;
};

} // namespace qml::target
