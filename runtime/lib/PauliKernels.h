// SPDX-License-Identifier: Apache-2.0
//
// Pauli strings, part of KernelSet.cpp. The state is walked in units of neighbouring vectors. Signs (-1)^(z . index) factor
// into the unit's and the position's within it. All positions' signs at once are a Walsh-Hadamard transform of the unit, so
// the cost hardly grows with the number of strings.
#pragma once

#include "Kernels.h"
#include "Vector.h"

namespace qml::rt {
namespace {

/// The stages of the transform for the bits of the lane.
template <unsigned Radix> [[gnu::always_inline]] inline void transformLanes(V *x) {
#pragma clang loop unroll(full)
  for (unsigned mask = 1; mask < lanes; mask *= 2) {
    const LaneFlip flip(mask);
    V sign = {};
    for (unsigned l = 0; l < lanes; ++l)
      sign[l] = l & mask ? -1 : 1;
    for (unsigned i = 0; i < Radix; ++i)
      x[i] = flip(x[i]) + sign * x[i];
  }
}

/// The stages from `step` on for the next bits of the vector, as many as `Radix` takes; before the first those of the lanes.
template <unsigned Radix> void transformStages(V *unit, unsigned vectors, unsigned step) {
  for (unsigned i = 0; i < vectors; i += Radix * step)
    for (unsigned j = i; j < i + step; ++j) {
      V x[Radix];
      for (unsigned k = 0; k < Radix; ++k)
        x[k] = unit[j + k * step];
      if (step == 1)
        transformLanes<Radix>(x);
#pragma clang loop unroll(full)
      for (unsigned bit = 1; bit < Radix; bit *= 2)
#pragma clang loop unroll(full)
        for (unsigned k = 0; k < Radix; ++k)
          if (!(k & bit)) {
            V a = x[k], b = x[k | bit];
            x[k] = a + b;
            x[k | bit] = a - b;
          }
      for (unsigned k = 0; k < Radix; ++k)
        unit[j + k * step] = x[k];
    }
}

/// In-place Walsh-Hadamard transform over the positions within a unit.
inline void walshHadamard(V *unit, unsigned vectors) {
  unsigned step = 1;
  for (; step * 8 <= vectors; step *= 8)
    transformStages<8>(unit, vectors, step);
  if (vectors / step == 4)
    transformStages<4>(unit, vectors, step);
  else if (vectors / step == 2)
    transformStages<2>(unit, vectors, step);
  else if (vectors == 1)
    transformLanes<1>(unit);
}

void pauliValues(Amplitudes<Real> state, uint64_t flip, const uint64_t *z, unsigned numReal, unsigned numTerms, double *sums,
                 unsigned unitVectors, size_t begin, size_t end) {
  const uint64_t positions = uint64_t(unitVectors) * lanes - 1, vectorFlip = flip & ~uint64_t(lanes - 1);
  const LaneFlip flipLanes(flip % lanes);
  V real[maxUnitVectors], imag[maxUnitVectors];
  const Real *realAt = reinterpret_cast<const Real *>(real), *imagAt = reinterpret_cast<const Real *>(imag);
  for (size_t unit = begin; unit < end; ++unit) {
    uint64_t base = unit * unitVectors * lanes;
    for (unsigned v = 0; v < unitVectors; ++v) {
      uint64_t a = base + v * lanes, b = a ^ vectorFlip;
      V ar = load(state.re + a), ai = load(state.im + a);
      V br = flipLanes(load(state.re + b)), bi = flipLanes(load(state.im + b));
      real[v] = ar * br + ai * bi;
      imag[v] = ar * bi - ai * br;
    }
    if (numReal > 0)
      walshHadamard(real, unitVectors);
    if (numReal < numTerms)
      walshHadamard(imag, unitVectors);
    for (unsigned i = 0; i < numTerms; ++i) {
      double sum = (i < numReal ? realAt : imagAt)[z[i] & positions];
      sums[i] += parity(base & z[i]) ? -sum : sum;
    }
  }
}

void transformNumbers(Real *numbers, uint32_t numVectors) { walshHadamard(reinterpret_cast<V *>(numbers), numVectors); }

/// Adds the share of passes in `Block` vectors from v to re and im.
template <unsigned Block, bool Odd, bool FlipsLanes>
[[gnu::always_inline]] inline void addPauliPasses(Amplitudes<Real> source, uint32_t v, const PauliPass<Real> *pass,
                                                  const PauliPass<Real> *end, V *re, V *im) {
  for (; pass != end; ++pass) {
    const uint16_t *const index = pass->index + v;
    const Real *const table = pass->table;
    const size_t flip = pass->flipVector;
    const LaneFlip flipLanes(pass->flipLanes);
#pragma clang loop unroll(full)
    for (unsigned i = 0; i < Block; ++i) {
      size_t from = ((v + i) ^ flip) * lanes, number = index[i];
      asm("" : "+r"(from), "+r"(number)); // otherwise clang computes addresses in vectors, and takes them out one by one
      const V e = load(table + number * lanes);
      V sr = load(source.re + from), si = load(source.im + from);
      if constexpr (FlipsLanes)
        sr = flipLanes(sr), si = flipLanes(si);
      re[i] += Odd ? -(e * si) : e * sr;
      im[i] += Odd ? e * sr : e * si;
    }
  }
}

template <unsigned Block>
double pauliSum(Amplitudes<Real> source, Amplitudes<Real> bra, Amplitudes<Real> target, uint32_t numVectors,
                const PauliPass<Real> *passes, const uint32_t *counts, Real weight) {
  V total = {};
  const V factor = broadcast(weight);
  const PauliPass<Real> *const odd = passes + counts[0] + counts[1], *const end = odd + counts[2] + counts[3];
  for (uint32_t v = 0; v < numVectors; v += Block) {
    V re[Block] = {}, im[Block] = {}; // registers
    addPauliPasses<Block, false, false>(source, v, passes, passes + counts[0], re, im);
    addPauliPasses<Block, false, true>(source, v, passes + counts[0], odd, re, im);
    addPauliPasses<Block, true, false>(source, v, odd, odd + counts[2], re, im);
    addPauliPasses<Block, true, true>(source, v, odd + counts[2], end, re, im);
#pragma clang loop unroll(full)
    for (unsigned i = 0; i < Block; ++i) {
      const size_t a = size_t(v + i) * lanes, next = a + size_t(numVectors) * lanes;
      __builtin_prefetch(bra.re + next, 0, 2); // tables are made before it is read, long enough to stop the processor's own
      __builtin_prefetch(bra.im + next, 0, 2);
      total += load(bra.re + a) * re[i] + load(bra.im + a) * im[i];
      if (target.re) {
        __builtin_prefetch(target.re + next, 1, 2);
        __builtin_prefetch(target.im + next, 1, 2);
        store(target.re + a, load(target.re + a) + factor * re[i]);
        store(target.im + a, load(target.im + a) + factor * im[i]);
      }
    }
  }
  return sumLanes(total);
}

double anyPauliSum(Amplitudes<Real> source, Amplitudes<Real> bra, Amplitudes<Real> target, uint32_t numVectors,
                   const PauliPass<Real> *passes, const uint32_t *counts, Real weight) {
#if defined(__AVX512F__)
  constexpr unsigned block = 8; // two registers each, of 32
#else
  constexpr unsigned block = 4;
#endif
  return (numVectors % block ? pauliSum<1> : pauliSum<block>)(source, bra, target, numVectors, passes, counts, weight);
}

/// 1 and -1, by parity.
struct Signs {
  V all[2] = {broadcast(1), broadcast(-1)};
  V operator()(uint32_t z, uint32_t v) const { return all[parity(z & v)]; }
};

/// N terms of the same kind, in registers; the vectors of a row in turns, since a sum waits for the one before.
template <unsigned N, bool Imaginary>
void rowPauliSums(Amplitudes<Real> state, uint32_t numVectors, uint32_t rows, uint32_t flip, const uint32_t *z, Real *sums) {
  const Signs sign;
  for (uint32_t row = 0; row < rows; ++row) {
    V even[N] = {}, odd[N] = {};
    auto add = [&](uint32_t v, V *total) __attribute__((always_inline)) {
      const size_t a = size_t(v) * lanes, b = size_t(v ^ flip) * lanes;
      const V ar = load(state.re + a), ai = load(state.im + a), br = load(state.re + b), bi = load(state.im + b);
      const V q = Imaginary ? ar * bi - ai * br : ar * br + ai * bi;
      for (unsigned i = 0; i < N; ++i)
        total[i] += sign(z[i], v) * q;
    };
    for (uint32_t v = row; v < numVectors; v += 2 * rows) {
      add(v, even);
      if (v + rows < numVectors)
        add(v + rows, odd);
    }
    for (unsigned i = 0; i < N; ++i)
      store(sums + lanes * (size_t(i) * rows + row), even[i] + odd[i]);
  }
}

void rowPauliValues(Amplitudes<Real> state, uint32_t numVectors, uint32_t rowMask, uint32_t flip, const uint32_t *z,
                    unsigned numReal, unsigned numTerms, Real *sums) {
  constexpr unsigned most = 4;
  const uint32_t rows = rowMask + 1;
  for (unsigned i = 0, count; i < numTerms; i += count) {
    const bool real = i < numReal;
    count = (real ? numReal : numTerms) - i >= most ? most : 1;
    auto some = real ? count == most ? rowPauliSums<most, false> : rowPauliSums<1, false>
                     : count == most ? rowPauliSums<most, true> : rowPauliSums<1, true>;
    some(state, numVectors, rows, flip, z + i, sums + size_t(lanes) * rows * i);
  }
}

constexpr unsigned maxRowTerms = 64;

/// Up to maxRowTerms terms of the same kind.
template <bool Imaginary>
void applyRowPaulis(Amplitudes<Real> source, Amplitudes<Real> target, bool adds, uint32_t numVectors, uint32_t rows, uint32_t flip,
                    const uint32_t *z, unsigned numTerms, const Real *coefficients) {
  Real signs[maxRowTerms]; // of an amplitude
  for (uint32_t first = 0; first < numVectors; first += rows) {
    for (unsigned i = 0; i < numTerms; ++i)
      signs[i] = parity(z[i] & first) ? -1 : 1;
    for (uint32_t row = 0; row < rows; ++row) {
      const Real *c = coefficients + lanes * row;
      V weight = {};
      for (unsigned i = 0; i < numTerms; ++i, c += lanes * rows)
        weight += signs[i] * load(c);
      const size_t a = size_t(first + row) * lanes, b = size_t((first ^ flip) + row) * lanes;
      const V sr = load(source.re + b), si = load(source.im + b);
      const V re = Imaginary ? -(weight * si) : weight * sr, im = Imaginary ? weight * sr : weight * si;
      store(target.re + a, adds ? load(target.re + a) + re : re);
      store(target.im + a, adds ? load(target.im + a) + im : im);
    }
  }
}

void rowPauliApply(Amplitudes<Real> source, Amplitudes<Real> target, bool adds, uint32_t numVectors, uint32_t rowMask, uint32_t flip,
                   const uint32_t *z, const Real *coefficients, unsigned numReal, unsigned numTerms) {
  const uint32_t rows = rowMask + 1;
  for (unsigned i = 0, count; i < numTerms; i += count, adds = true) {
    const bool real = i < numReal;
    count = (real ? numReal : numTerms) - i;
    count = count < maxRowTerms ? count : maxRowTerms;
    (real ? applyRowPaulis<false> : applyRowPaulis<true>)(source, target, adds, numVectors, rows, flip, z + i, count,
                                                          coefficients + size_t(lanes) * rows * i);
  }
}

} // namespace
} // namespace qml::rt
