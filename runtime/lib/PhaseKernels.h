// SPDX-License-Identifier: Apache-2.0
//
// Products of phases by table, part of KernelSet.cpp.
#pragma once

#include "Kernels.h"
#include "Vector.h"

namespace qml::rt {
namespace {

/// Calls body(v, number, re, im) for all vectors.
template <bool InVectors, typename Body>
[[gnu::always_inline]] inline void forPhases(uint32_t numVectors, const PhasePass<Real> &pass, Body body) {
  const uint16_t *const index = pass.index;
  const uint32_t outer = pass.outer, rowMask = pass.rowMask, rows = rowMask + 1;
  const Real *const coefficients = pass.coefficients;
  for (uint32_t v = 0; v < numVectors; ++v) {
    const size_t number = InVectors ? size_t(index[v] ^ outer) * rows + (v & rowMask) : index[v] ^ outer;
    if constexpr (InVectors)
      body(v, number, load(coefficients + 2 * lanes * number), load(coefficients + 2 * lanes * number + lanes));
    else
      body(v, number, broadcast(coefficients[2 * number]), broadcast(coefficients[2 * number + 1]));
  }
}

template <bool InVectors> void phases(Amplitudes<Real> tile, uint32_t numVectors, const PhasePass<Real> &pass) {
  Real *const re = tile.re, *const im = tile.im;
  forPhases<InVectors>(numVectors, pass, [=](uint32_t v, size_t, V cr, V ci) __attribute__((always_inline)) {
    const size_t at = size_t(v) * lanes;
    V r = load(re + at), i = load(im + at);
    store(re + at, cr * r - ci * i);
    store(im + at, cr * i + ci * r);
  });
}

template <bool InVectors>
void phasesBackward(Amplitudes<Real> ket, Amplitudes<Real> bra, uint32_t numVectors, const PhasePass<Real> &pass, Real *sums) {
  forPhases<InVectors>(numVectors, pass, [=](uint32_t v, size_t number, V cr, V ci) __attribute__((always_inline)) {
    const size_t at = size_t(v) * lanes;
    V kr = load(ket.re + at), ki = load(ket.im + at), br = load(bra.re + at), bi = load(bra.im + at);
    Real *sum = sums + lanes * number;
    store(sum, load(sum) + br * ki - bi * kr);
    store(ket.re + at, cr * kr - ci * ki);
    store(ket.im + at, cr * ki + ci * kr);
    store(bra.re + at, cr * br - ci * bi);
    store(bra.im + at, cr * bi + ci * br);
  });
}

void anyPhases(Amplitudes<Real> tile, uint32_t numVectors, const PhasePass<Real> &pass) {
  (pass.inVectors ? phases<true> : phases<false>)(tile, numVectors, pass);
}
void anyPhasesBackward(Amplitudes<Real> ket, Amplitudes<Real> bra, uint32_t numVectors, const PhasePass<Real> &pass, Real *sums) {
  (pass.inVectors ? phasesBackward<true> : phasesBackward<false>)(ket, bra, numVectors, pass, sums);
}

} // namespace
} // namespace qml::rt
