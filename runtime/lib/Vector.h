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

typedef Real V __attribute__((vector_size(vectorBytes), may_alias));

inline V load(const Real *p) { return *reinterpret_cast<const V *>(p); }
inline void store(Real *p, V v) { *reinterpret_cast<V *>(p) = v; }
inline V broadcast(Real x) { return x - V{}; }
inline unsigned parity(uint64_t x) { return __builtin_parityll(x); }

inline double sumLanes(V v) {
  double sum = 0;
  for (unsigned l = 0; l < lanes; ++l)
    sum += v[l];
  return sum;
}

/// Sends lane l to lane l ^ mask.
class LaneFlip {
public:
  explicit LaneFlip(unsigned mask) {
#if defined(__AVX512F__)
    for (unsigned l = 0; l < lanes; ++l)
      index_[l] = l ^ mask;
#elif defined(__AVX2__)
    constexpr unsigned perLane = sizeof(Real) / 4;
    for (unsigned l = 0; l < 8; ++l)
      index_[l] = l ^ (mask * perLane);
#else
    mask_ = mask;
#endif
  }

  V operator()(V v) const {
#if defined(__AVX512F__)
    if constexpr (sizeof(Real) == 8)
      return (V)_mm512_permutexvar_pd((__m512i)index_, (__m512d)v);
    else
      return (V)_mm512_permutexvar_ps((__m512i)index_, (__m512)v);
#elif defined(__AVX2__)
    return (V)_mm256_permutevar8x32_ps((__m256)v, (__m256i)index_);
#else
    V flipped;
    for (unsigned l = 0; l < lanes; ++l)
      flipped[l] = v[l ^ mask_];
    return flipped;
#endif
  }

private:
#if defined(__AVX2__)
  typedef int64_t Index64 __attribute__((vector_size(vectorBytes)));
  typedef int32_t Index32 __attribute__((vector_size(vectorBytes)));
  std::conditional_t<vectorBytes == 64 && sizeof(Real) == 8, Index64, Index32> index_;
#else
  unsigned mask_;
#endif
};

} // namespace
} // namespace qml::rt
