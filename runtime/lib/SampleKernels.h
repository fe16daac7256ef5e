// SPDX-License-Identifier: Apache-2.0
//
// Kernels of the sampler, part of KernelSet.cpp: sums of probabilities and searches in them. Vectors have eight numbers
// on every instruction set, so that sums are the same on all.
#pragma once

#include "Vector.h"

#include "Kernels.h"

namespace qml::rt {
namespace {

typedef double Eight __attribute__((vector_size(64), aligned(8), may_alias));
typedef Real EightAmplitudes __attribute__((vector_size(8 * sizeof(Real)), aligned(sizeof(Real)), may_alias));

inline __attribute__((always_inline)) Eight square(const Real *p) {
  Eight x = __builtin_convertvector(*reinterpret_cast<const EightAmplitudes *>(p), Eight);
  return x * x;
}

void probabilitySums(Amplitudes<Real> state, size_t numSums, double *sums) {
  for (size_t s = 0; s < numSums; ++s) {
    Eight p = square(state.re + sampleFan * s) + square(state.im + sampleFan * s);
    p += __builtin_shufflevector(p, p, 4, 5, 6, 7, 0, 1, 2, 3);
    p += __builtin_shufflevector(p, p, 2, 3, 0, 1, 6, 7, 4, 5);
    sums[s] = p[0] + p[1];
  }
}

/// How many of eight ascending numbers are not above `number`; counted, for a branch would be a guess.
inline __attribute__((always_inline)) unsigned countUpTo(Eight ascending, double number) {
#if defined(__AVX512F__)
  return __builtin_popcount(_mm512_cmp_pd_mask((__m512d)ascending, _mm512_set1_pd(number), _CMP_LE_OQ));
#else
  unsigned count = 0;
  for (unsigned i = 0; i < sampleFan; ++i)
    count += ascending[i] <= number;
  return count;
#endif
}

/// The last child that begins at `number` or before it, from where `number` then counts.
inline __attribute__((always_inline)) unsigned step(const double *starts, double &number) {
  unsigned child = countUpTo(*reinterpret_cast<const Eight *>(starts), number) - 1;
  number -= starts[child];
  return child;
}

void search(Amplitudes<Real> part, const SampleTree &tree, const double *numbers, size_t count, uint32_t *indices) {
  for (size_t k = 0; k < count; ++k) {
    double number = numbers[k];
    uint32_t at = step(tree.level0, number);
    at = at * sampleFan + step(tree.level1 + at * sampleFan, number);
    at = at * sampleFan + step(tree.level2 + at * sampleFan, number);
    at *= sampleFan;
    const Eight zero{}, p = square(part.re + at) + square(part.im + at);
    Eight starts = __builtin_shufflevector(p, zero, 8, 0, 1, 2, 3, 4, 5, 6);
    starts += __builtin_shufflevector(starts, zero, 8, 0, 1, 2, 3, 4, 5, 6);
    starts += __builtin_shufflevector(starts, zero, 8, 8, 0, 1, 2, 3, 4, 5);
    starts += __builtin_shufflevector(starts, zero, 8, 8, 8, 8, 0, 1, 2, 3);
    at += countUpTo(starts, number) - 1;
    while (at > 0 && part.re[at] == 0 && part.im[at] == 0) // rounding went past the last one that is possible
      --at;
    indices[k] = at;
  }
}

} // namespace
} // namespace qml::rt
