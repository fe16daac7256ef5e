// SPDX-License-Identifier: Apache-2.0
//
// One SIMD vector of the numbers `Real`, as wide as the instruction set this is compiled for. Written with the vector
// extensions of clang and gcc, so that one source serves every machine.
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <type_traits>
#include <utility>
#if defined(__AVX2__)
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

namespace qml::rt {
namespace {

using Real = QML_REAL;

#if defined(__AVX512F__)
constexpr unsigned vectorBytes = 64;
#elif defined(__AVX2__)
constexpr unsigned vectorBytes = 32;
#else
constexpr unsigned vectorBytes = 16;
#endif
constexpr unsigned lanes = vectorBytes / sizeof(Real);
constexpr unsigned laneBits = lanes == 16 ? 4 : lanes == 8 ? 3 : lanes == 4 ? 2 : 1;
constexpr unsigned doubleLanes = vectorBytes / sizeof(double);

typedef Real V __attribute__((vector_size(vectorBytes), may_alias));

inline V load(const Real *p) { return *reinterpret_cast<const V *>(p); }
inline void store(Real *p, V v) { *reinterpret_cast<V *>(p) = v; }
inline V broadcast(Real x) { return x - V{}; }
inline unsigned parity(uint64_t x) { return __builtin_parityll(x); }

/// a - b * c; with AVX2 in two operations. Processors such as Zen 3 start no fused one in a cycle in which they store a vector:
/// where much is stored, they are faster if some are not fused.
[[gnu::always_inline]] inline V minusProduct(V a, V b, V c) {
#if defined(__AVX2__) && !defined(__AVX512F__)
#pragma clang fp contract(off)
#endif
  return a - b * c;
}

/// The first vector from `v` on that has none of the bits `pivots`.
inline uint32_t withoutBits(uint32_t v, uint32_t pivots) {
  while (uint32_t bits = v & pivots)
    v = (v | ((bits & -bits) - 1)) + 1;
  return v;
}

inline double sumLanes(V v) {
  double sum = 0;
  for (unsigned l = 0; l < lanes; ++l)
    sum += v[l];
  return sum;
}

/// Sends lane l to lane l ^ mask.
class LaneFlip {
public:
  LaneFlip() = default; // any
  explicit LaneFlip(unsigned mask) {
    Index identity;
    for (unsigned i = 0; i < vectorBytes / sizeof(Element); ++i)
      identity[i] = i;
    index_ = identity ^ Element(mask * sizeof(Real) / sizeof(Element));
  }

  V operator()(V v) const {
#if defined(__AVX512F__)
    if constexpr (sizeof(Real) == 8)
      return (V)_mm512_permutexvar_pd((__m512i)index_, (__m512d)v);
    else
      return (V)_mm512_permutexvar_ps((__m512i)index_, (__m512)v);
#elif defined(__AVX2__)
    return (V)_mm256_permutevar8x32_ps((__m256)v, (__m256i)index_);
#elif defined(__aarch64__)
    return (V)vqtbl1q_u8((uint8x16_t)v, (uint8x16_t)index_);
#else
    V flipped;
    for (unsigned l = 0; l < lanes; ++l)
      flipped[l] = v[index_[l]];
    return flipped;
#endif
  }

  /// Where `mask` is less than `partLanes`.
  V inParts(V v) const {
#if defined(__AVX2__) && !defined(__AVX512F__)
    if constexpr (sizeof(Real) == 8)
      return (V)_mm256_permutevar_pd((__m256d)v, (__m256i)index_);
    else
      return (V)_mm256_permutevar_ps((__m256)v, (__m256i)index_);
#else
    return (*this)(v);
#endif
  }

private:
  // What the permutation counts in.
#if defined(__AVX2__) && !defined(__AVX512F__)
  using Element = int32_t;
#elif defined(__aarch64__)
  using Element = uint8_t;
#else
  using Element = std::conditional_t<sizeof(Real) == 8, int64_t, int32_t>;
#endif
  typedef Element Index __attribute__((vector_size(vectorBytes)));
  Index index_;
};

/// AVX2 permutes fastest inside the halves of a vector, and these as wholes; where there is no such difference, a part is all of it.
#if defined(__AVX2__) && !defined(__AVX512F__)
constexpr unsigned partLanes = lanes / 2;
inline V swapParts(V v) { return (V)_mm256_permute2f128_pd((__m256d)v, (__m256d)v, 1); }
#else
constexpr unsigned partLanes = lanes;
inline V swapParts(V v) { return v; }
#endif

/// The sum of the lanes, of halves upon each other.
inline Real pairwiseSum(V v) {
#pragma clang loop unroll(full)
  for (unsigned half = lanes / 2; half > 0; half /= 2)
    v += LaneFlip(half)(v);
  return v[0];
}

} // namespace
} // namespace qml::rt
