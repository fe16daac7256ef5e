// SPDX-License-Identifier: Apache-2.0
//
// One SIMD vector of doubles, as wide as the instruction set this is compiled for. Written with the vector extensions
// of clang and gcc, so that one source serves every machine.
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <utility>

namespace qml::rt {
namespace {

#if defined(__AVX512F__)
constexpr unsigned laneBits = 3;
#elif defined(__AVX2__)
constexpr unsigned laneBits = 2;
#else
constexpr unsigned laneBits = 1;
#endif
constexpr unsigned lanes = 1u << laneBits;

typedef double V __attribute__((vector_size(sizeof(double) << laneBits), may_alias));

inline V load(const double *p) { return *reinterpret_cast<const V *>(p); }
inline void store(double *p, V v) { *reinterpret_cast<V *>(p) = v; }
inline V broadcast(double x) { return x - V{}; }

template <unsigned Mask, size_t... Lane> inline V flipLanes(V v, std::index_sequence<Lane...>) {
  return __builtin_shufflevector(v, v, int(Lane ^ Mask)...);
}
/// Lane l of the result is lane l ^ Mask of `v`.
template <unsigned Mask> inline V flipLanes(V v) {
  if constexpr (Mask == 0)
    return v;
  else
    return flipLanes<Mask>(v, std::make_index_sequence<lanes>());
}

constexpr unsigned countBits(unsigned mask) { return mask == 0 ? 0 : (mask & 1) + countBits(mask >> 1); }

/// The `index`-th subset of the set bits of `mask`.
constexpr unsigned subset(unsigned index, unsigned mask) {
  unsigned result = 0;
  for (unsigned bit = 1; mask != 0; bit <<= 1, mask >>= 1) {
    if (!(mask & 1))
      continue;
    result |= index & 1 ? bit : 0;
    index >>= 1;
  }
  return result;
}

} // namespace
} // namespace qml::rt
