// SPDX-License-Identifier: Apache-2.0
//
// Philox4x32-10 and the distributions drawn from it.

#include "qml/Classical/Rng.h"

#include <cassert>
#include <cmath>
#include <numbers>
#include <numeric>
#include <utility>

namespace qml {

std::array<uint32_t, 4> philox4x32(std::array<uint32_t, 4> counter, std::array<uint32_t, 2> key) {
  for (int round = 0; round < 10; ++round) {
    uint64_t first = uint64_t(0xD2511F53) * counter[0], second = uint64_t(0xCD9E8D57) * counter[2];
    counter = {uint32_t(second >> 32) ^ counter[1] ^ key[0], uint32_t(second),
               uint32_t(first >> 32) ^ counter[3] ^ key[1], uint32_t(first)};
    key[0] += 0x9E3779B9;
    key[1] += 0xBB67AE85;
  }
  return counter;
}

uint64_t Rng::bits() {
  uint64_t block = position_ / 2;
  auto words = philox4x32({uint32_t(block), uint32_t(block >> 32), uint32_t(stream_), uint32_t(stream_ >> 32)},
                          {uint32_t(seed_), uint32_t(seed_ >> 32)});
  unsigned half = position_++ % 2 * 2;
  return uint64_t(words[half + 1]) << 32 | words[half];
}

double Rng::uniform() { return double(bits() >> 11) * 0x1p-53; }

double Rng::normal() {
  if (std::exchange(hasSpare_, false))
    return spareNormal_;
  // 1 - u lies in (0, 1], so the logarithm is finite.
  double radius = std::sqrt(-2 * std::log(1 - uniform())), angle = 2 * std::numbers::pi * uniform();
  spareNormal_ = radius * std::sin(angle);
  hasSpare_ = true;
  return radius * std::cos(angle);
}

uint64_t Rng::below(uint64_t bound) {
  assert(bound > 0 && "an empty range has no numbers");
  // Values under 2^64 mod bound would make small results likelier.
  const uint64_t threshold = -bound % bound;
  uint64_t value;
  do
    value = bits();
  while (value < threshold);
  return value % bound;
}

std::vector<int64_t> Rng::permutation(int64_t n) {
  std::vector<int64_t> order(n);
  std::iota(order.begin(), order.end(), 0);
  for (int64_t i = n - 1; i > 0; --i)
    std::swap(order[i], order[below(uint64_t(i) + 1)]);
  return order;
}

Rng Rng::fromState(const State &state) {
  Rng rng(state.seed, state.stream);
  rng.position_ = state.position;
  rng.spareNormal_ = state.spareNormal;
  rng.hasSpare_ = state.hasSpare;
  return rng;
}

} // namespace qml
