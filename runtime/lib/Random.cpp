// SPDX-License-Identifier: Apache-2.0
//
// Philox4x32-10.

#include "Random.h"

#include "Kernels.h"

namespace qml::rt {

static uint32_t low(uint64_t x) { return uint32_t(x); }
static uint32_t high(uint64_t x) { return uint32_t(x >> 32); }

PhiloxBlock philox(PhiloxBlock c, std::array<uint32_t, 2> key) {
  for (int round = 0; round < 10; ++round) {
    uint64_t a = uint64_t(0xD2511F53) * c[0];
    uint64_t b = uint64_t(0xCD9E8D57) * c[2];
    c = {high(b) ^ c[1] ^ key[0], low(b), high(a) ^ c[3] ^ key[1], low(a)};
    key[0] += 0x9E3779B9;
    key[1] += 0xBB67AE85;
  }
  return c;
}

// Seed, stream, row, use and shot are more bits than one call takes: a first call turns the run's three into a key.
RandomStream::RandomStream(uint64_t seed, uint64_t stream, uint64_t row)
    : base_(philox({low(stream), high(stream), low(row), high(row)}, {low(seed), high(seed)})) {}

double RandomStream::uniform(uint32_t use, uint64_t shot) const {
  PhiloxBlock block = philox({low(shot), high(shot), use, base_[2]}, {base_[0], base_[1]});
  uint64_t bits = (uint64_t(block[0]) << 32 | block[1]) >> 11;
  return double(bits) * 0x1p-53;
}

void RandomStream::uniforms(uint32_t use, uint64_t first, std::span<double> numbers) const {
  constexpr size_t together = 8; // no kernel's vector is longer
  const size_t whole = numbers.size() / together * together;
  kernels<double>().uniforms(base_.data(), use, first, whole, numbers.data());
  for (size_t i = whole; i < numbers.size(); ++i)
    numbers[i] = uniform(use, first + i);
}

} // namespace qml::rt
