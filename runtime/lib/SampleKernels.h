// SPDX-License-Identifier: Apache-2.0
//
// Kernels of the sampler, part of KernelSet.cpp: sums of probabilities, searches in them, parities of what
// is found. Vectors have eight numbers
// on every instruction set, so that sums are the same on all.
#pragma once

#include "Vector.h"

#include "Kernels.h"

namespace qml::rt {
namespace {

typedef double Eight __attribute__((vector_size(64), aligned(8), may_alias));
typedef float EightFloats __attribute__((vector_size(32), aligned(4), may_alias));
typedef Real EightAmplitudes __attribute__((vector_size(8 * sizeof(Real)), aligned(sizeof(Real)), may_alias));

inline __attribute__((always_inline)) Eight square(const Real *p) {
  Eight x = __builtin_convertvector(*reinterpret_cast<const EightAmplitudes *>(p), Eight);
  return x * x;
}

/// The sums of all lanes up to each. A lane of 0 leaves exactly the sum before it, since both take the same way.
inline __attribute__((always_inline)) Eight runningSums(Eight p) {
  const Eight zero{};
  p += __builtin_shufflevector(p, zero, 8, 0, 8, 2, 8, 4, 8, 6);
  p += __builtin_shufflevector(p, zero, 8, 8, 1, 1, 8, 8, 5, 5);
  return p + __builtin_shufflevector(p, zero, 8, 8, 8, 8, 3, 3, 3, 3);
}

inline __attribute__((always_inline)) Eight probabilities(Amplitudes<Real> state, size_t at) {
  return square(state.re + at) + square(state.im + at);
}

void probabilitySums(Amplitudes<Real> state, size_t numGroups, double *sums, float *eights) {
  for (size_t g = 0; g < numGroups; ++g) {
    Eight p[sampleFan]; // halved in number, doubled in how many eights a vector has the sums of
#pragma clang loop unroll(full)
    for (unsigned i = 0; i < sampleFan; ++i)
      p[i] = probabilities(state, g * sampleGroup + i * sampleFan);
#pragma clang loop unroll(full)
    for (unsigned i = 0; i < 4; ++i)
      p[i] = __builtin_shufflevector(p[2 * i], p[2 * i + 1], 0, 8, 2, 10, 4, 12, 6, 14) +
             __builtin_shufflevector(p[2 * i], p[2 * i + 1], 1, 9, 3, 11, 5, 13, 7, 15);
#pragma clang loop unroll(full)
    for (unsigned i = 0; i < 2; ++i)
      p[i] = __builtin_shufflevector(p[2 * i], p[2 * i + 1], 0, 1, 8, 9, 4, 5, 12, 13) +
             __builtin_shufflevector(p[2 * i], p[2 * i + 1], 2, 3, 10, 11, 6, 7, 14, 15);
    const Eight zero{};
    const Eight ends = runningSums(__builtin_shufflevector(p[0], p[1], 0, 1, 2, 3, 8, 9, 10, 11) +
                                   __builtin_shufflevector(p[0], p[1], 4, 5, 6, 7, 12, 13, 14, 15));
    *reinterpret_cast<EightFloats *>(eights + sampleFan * g) =
        __builtin_convertvector(__builtin_shufflevector(ends, zero, 8, 0, 1, 2, 3, 4, 5, 6), EightFloats);
    sums[g] = ends[sampleFan - 1];
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

/// Step by step for some shots, each asking for the memory that the next will read.
void search(Amplitudes<Real> state, const SampleIndex &index, double *numbers, size_t count, uint64_t *amplitudes) {
  const SampleIndex in = index; // stores could change that of the caller
  for (size_t k = 0; k < count; ++k) {
    const double number = numbers[k] * in.total; // below the total, even rounded
    size_t group = in.guide[rangeOf(in, number)];
    for (unsigned passed = sampleFan; passed == sampleFan; group += passed) // once, as a rule
      passed = countUpTo(*reinterpret_cast<const Eight *>(in.starts + group + 1), number);
    numbers[k] = number - in.starts[group];
    amplitudes[k] = group;
    __builtin_prefetch(in.eights + group * sampleFan);
  }
  for (size_t k = 0; k < count; ++k) {
    const float *eights = in.eights + amplitudes[k] * sampleFan;
    const unsigned eight =
        countUpTo(__builtin_convertvector(*reinterpret_cast<const EightFloats *>(eights), Eight), numbers[k]) - 1;
    numbers[k] -= double(eights[eight]);
    const size_t at = amplitudes[k] = amplitudes[k] * sampleGroup + eight * sampleFan;
    __builtin_prefetch(state.re + at);
    __builtin_prefetch(state.im + at);
  }
  for (size_t k = 0; k < count; ++k) {
    const unsigned passed = countUpTo(runningSums(probabilities(state, amplitudes[k])), numbers[k]);
    size_t at = amplitudes[k] + passed;
    if (passed == sampleFan) // rounding went past the last one that is possible
      for (--at; at > 0 && state.re[at] == 0 && state.im[at] == 0; --at)
        ;
    amplitudes[k] = at;
  }
}

/// 64 outcomes are turned: word b holds bit b of all, in any order, so that the parity of a string in all of them is the
/// exclusive or of a few words. Outcomes of few bits share words, which leaves less to turn.
template <unsigned bits>
void addParitiesOf(const uint64_t *outcomes, size_t count, const uint64_t *masks, size_t numMasks, int64_t *odd) {
  for (; count > 0; outcomes += parityBlock) {
    const size_t some = count < parityBlock ? count : parityBlock;
    count -= some;
    uint64_t padded[parityBlock] = {}; // outcomes that are missing are even
    const uint64_t *from = outcomes;
    if (some < parityBlock)
      from = static_cast<const uint64_t *>(__builtin_memcpy(padded, outcomes, some * sizeof(uint64_t)));
    uint64_t words[bits] = {};
#pragma clang loop unroll(full)
    for (unsigned shift = 0; shift < parityBlock; shift += bits)
      for (unsigned i = 0; i < bits; ++i)
        words[i] |= from[shift + i] << shift;
#pragma clang loop unroll(full)
    for (unsigned width = bits / 2; width > 0; width /= 2) {
      const uint64_t low = ~uint64_t(0) / ((uint64_t(1) << width) + 1); // half of each field of 2 * width bits
      for (unsigned first = 0; first < bits; first += 2 * width)
        for (unsigned i = first; i < first + width; ++i) {
          const uint64_t moved = (words[i] >> width ^ words[i + width]) & low;
          words[i] ^= moved << width;
          words[i + width] ^= moved;
        }
    }
    for (size_t m = 0; m < numMasks; ++m) {
      uint64_t parities = 0;
      for (uint64_t rest = masks[m]; rest != 0; rest &= rest - 1)
        parities ^= words[__builtin_ctzll(rest)];
      odd[m] += __builtin_popcountll(parities);
    }
  }
}

void addParities(const uint64_t *outcomes, size_t count, unsigned numBits, const uint64_t *masks, size_t numMasks,
                 int64_t *odd) {
  const auto add = numBits <= 16 ? addParitiesOf<16> : numBits <= 32 ? addParitiesOf<32> : addParitiesOf<64>;
  add(outcomes, count, masks, numMasks, odd);
}

} // namespace
} // namespace qml::rt
