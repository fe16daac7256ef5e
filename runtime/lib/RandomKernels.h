// SPDX-License-Identifier: Apache-2.0
//
// Philox4x32-10 for many counters at once, part of KernelSet.cpp: the random numbers of Random.cpp, one to a lane. A
// lane of 64 bits holds each word of 32, since their products have 64.
#pragma once

#include "Vector.h"

namespace qml::rt {
namespace {

/// `base`: two words of key, one of counter.
void uniforms(const uint32_t *base, uint32_t use, uint64_t first, size_t count, double *numbers) {
  typedef uint64_t Words __attribute__((vector_size(vectorBytes)));
  constexpr unsigned numWords = vectorBytes / sizeof(uint64_t);
  constexpr uint64_t low = 0xFFFFFFFF;
  Words counter;
  for (unsigned l = 0; l < numWords; ++l)
    counter[l] = first + l;
  for (size_t i = 0; i < count; i += numWords, counter += numWords) {
    Words c0 = counter & low, c1 = counter >> 32, c2 = Words{} + use, c3 = Words{} + base[2];
    uint32_t key0 = base[0], key1 = base[1];
    for (int round = 0; round < 10; ++round) {
      const Words a = c0 * 0xD2511F53, b = c2 * 0xCD9E8D57;
      c0 = (b >> 32) ^ c1 ^ key0;
      c1 = b & low;
      c2 = (a >> 32) ^ c3 ^ key1;
      c3 = a & low;
      key0 += 0x9E3779B9;
      key1 += 0xBB67AE85;
    }
    for (unsigned l = 0; l < numWords; ++l)
      numbers[i + l] = double(int64_t((c0[l] << 32 | c1[l]) >> 11)) * 0x1p-53;
  }
}

} // namespace
} // namespace qml::rt
