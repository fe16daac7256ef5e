// SPDX-License-Identifier: Apache-2.0
//
// Counter-based random numbers: Philox4x32-10 (Salmon et al., SC11). A number is a function of (seed, stream, row, use,
// shot) alone, so it does not matter which thread draws it, or when.
#pragma once

#include <array>
#include <cstdint>
#include <span>

namespace qml::rt {

using PhiloxBlock = std::array<uint32_t, 4>;

PhiloxBlock philox(PhiloxBlock counter, std::array<uint32_t, 2> key);

/// The random numbers of one run. Different `use`s are independent.
class RandomStream {
public:
  RandomStream(uint64_t seed, uint64_t stream, uint64_t row);

  /// Uniform in [0, 1), 53 bits.
  double uniform(uint32_t use, uint64_t shot) const;
  /// numbers[i] = uniform(use, first + i)
  void uniforms(uint32_t use, uint64_t first, std::span<double> numbers) const;

private:
  PhiloxBlock base_; // two words of key, one of counter
};

} // namespace qml::rt
