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
inline void transformLanes(V *unit, unsigned vectors) {
  for (unsigned mask = 1; mask < lanes; mask *= 2) {
    const LaneFlip flip(mask);
    V sign = {};
    for (unsigned l = 0; l < lanes; ++l)
      sign[l] = l & mask ? -1 : 1;
    for (unsigned i = 0; i < vectors; ++i)
      unit[i] = flip(unit[i]) + sign * unit[i];
  }
}

/// In-place Walsh-Hadamard transform over the positions within a unit.
inline void walshHadamard(V *unit, unsigned vectors) {
  transformLanes(unit, vectors);
  for (unsigned step = 1; step < vectors; step *= 2)
    for (unsigned i = 0; i < vectors; i += 2 * step)
      for (unsigned j = i; j < i + step; ++j) {
        V a = unit[j], b = unit[j + step];
        unit[j] = a + b;
        unit[j + step] = a - b;
      }
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

/// The sums of `count` phases at all positions of the unit at `base`.
inline void unitPhases(const PauliPhase *phases, unsigned count, uint64_t base, unsigned unitVectors, V *unit) {
  const uint64_t positions = uint64_t(unitVectors) * lanes - 1;
  Real *at = reinterpret_cast<Real *>(unit);
  for (unsigned v = 0; v < unitVectors; ++v)
    unit[v] = V{};
  for (unsigned i = 0; i < count; ++i)
    at[phases[i].z & positions] +=
        Real(parity(base & phases[i].z & ~positions) ? -phases[i].coefficient : phases[i].coefficient);
  walshHadamard(unit, unitVectors);
}

void pauliApply(Amplitudes<Real> source, Amplitudes<Real> target, uint64_t flip, const PauliPhase *phases, unsigned numReal,
                unsigned numTerms, unsigned unitVectors, size_t begin, size_t end) {
  const uint64_t vectorFlip = flip & ~uint64_t(lanes - 1);
  const LaneFlip flipLanes(flip % lanes);
  V real[maxUnitVectors], imag[maxUnitVectors];
  for (size_t unit = begin; unit < end; ++unit) {
    uint64_t base = unit * unitVectors * lanes;
    if (numReal > 0)
      unitPhases(phases, numReal, base, unitVectors, real);
    if (numReal < numTerms)
      unitPhases(phases + numReal, numTerms - numReal, base, unitVectors, imag);
    for (unsigned v = 0; v < unitVectors; ++v) {
      uint64_t a = base + v * lanes, b = a ^ vectorFlip;
      V sr = flipLanes(load(source.re + b)), si = flipLanes(load(source.im + b));
      V tr = load(target.re + a), ti = load(target.im + a);
      if (numReal > 0) {
        tr += real[v] * sr;
        ti += real[v] * si;
      }
      if (numReal < numTerms) {
        tr -= imag[v] * si;
        ti += imag[v] * sr;
      }
      store(target.re + a, tr);
      store(target.im + a, ti);
    }
  }
}

void rowPauliValues(Amplitudes<Real> state, uint32_t numVectors, uint32_t rowMask, uint32_t flip, const uint32_t *z,
                    unsigned numReal, unsigned numTerms, Real *sums) {
  const size_t rows = rowMask + 1;
  for (uint32_t v = 0; v < numVectors; ++v) {
    size_t a = size_t(v) * lanes, b = size_t(v ^ flip) * lanes;
    V ar = load(state.re + a), ai = load(state.im + a), br = load(state.re + b), bi = load(state.im + b);
    V real = ar * br + ai * bi, imag = ar * bi - ai * br;
    Real *sum = sums + lanes * (v & rowMask);
    for (unsigned i = 0; i < numTerms; ++i, sum += lanes * rows) {
      V q = i < numReal ? real : imag;
      store(sum, parity(z[i] & v) ? load(sum) - q : load(sum) + q);
    }
  }
}

void rowPauliApply(Amplitudes<Real> source, Amplitudes<Real> target, uint32_t numVectors, uint32_t rowMask, uint32_t flip,
                   const uint32_t *z, const Real *coefficients, unsigned numReal, unsigned numTerms) {
  const size_t rows = rowMask + 1;
  for (uint32_t v = 0; v < numVectors; ++v) {
    const Real *c = coefficients + lanes * (v & rowMask);
    V real = {}, imag = {};
    for (unsigned i = 0; i < numTerms; ++i, c += lanes * rows) {
      V w = load(c);
      V &sum = i < numReal ? real : imag;
      sum = parity(z[i] & v) ? sum - w : sum + w;
    }
    size_t a = size_t(v) * lanes, b = size_t(v ^ flip) * lanes;
    V sr = load(source.re + b), si = load(source.im + b);
    store(target.re + a, load(target.re + a) + real * sr - imag * si);
    store(target.im + a, load(target.im + a) + real * si + imag * sr);
  }
}

} // namespace
} // namespace qml::rt
