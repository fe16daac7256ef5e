// SPDX-License-Identifier: Apache-2.0
//
// Products of phases by table, part of KernelSet.cpp.
#pragma once

#include "Kernels.h"
#include "Vector.h"

namespace qml::rt {
namespace {

enum class PhaseForm { Numbers, Vectors, FlippedVectors };

/// Calls body(vectors of a bucket, number of its phases, flip of these, re, im) for all buckets.
template <PhaseForm Form, typename Body> [[gnu::always_inline]] inline void forBuckets(const PhasePass<Real> &pass, Body body) {
  const uint32_t size = pass.bucketSize, rows = pass.rowMask + 1;
  for (uint32_t b = 0; b < pass.numBuckets; ++b) {
    const uint32_t value = pass.values[b] ^ pass.outer;
    const uint16_t *vectors = pass.order + size_t(b) * size;
    if constexpr (Form == PhaseForm::FlippedVectors) {
      const uint32_t place = pass.places[value];
      const LaneFlip flip(place % lanes);
      const Real *from = pass.coefficients + 2 * size_t(place - place % lanes);
      body(vectors, place / lanes, flip, flip(load(from)), flip(load(from + lanes)));
      continue;
    }
    const size_t number = size_t(value) * rows + (b & pass.rowMask);
    const auto same = [](V x) { return x; };
    if constexpr (Form == PhaseForm::Vectors)
      body(vectors, number, same, load(pass.coefficients + 2 * lanes * number), load(pass.coefficients + 2 * lanes * number + lanes));
    else
      body(vectors, number, same, broadcast(pass.coefficients[2 * number]), broadcast(pass.coefficients[2 * number + 1]));
  }
}

template <PhaseForm Form, bool RealOnly> void phases(Amplitudes<Real> tile, const PhasePass<Real> &pass) {
  Real *const re = tile.re, *const im = tile.im;
  const uint32_t size = pass.taken;
  forBuckets<Form>(pass, [=](const uint16_t *vectors, size_t, auto, V cr, V ci) __attribute__((always_inline)) {
    for (uint32_t j = 0; j < size; ++j) {
      const size_t at = size_t(vectors[j]) * lanes;
      if constexpr (RealOnly) {
        store(re + at, cr * load(re + at));
        continue;
      }
      V r = load(re + at), i = load(im + at);
      store(re + at, minusProduct(cr * r, ci, i));
      store(im + at, cr * i + ci * r);
    }
  });
}

template <PhaseForm Form, bool Undoes>
void phasesBackward(Amplitudes<Real> ket, Amplitudes<Real> bra, const PhasePass<Real> &pass, Real *sums) {
  const uint32_t size = pass.taken;
  forBuckets<Form>(pass, [=](const uint16_t *vectors, size_t number, auto flip, V cr, V ci) __attribute__((always_inline)) {
    V plus = {}, minus = {};
    for (uint32_t j = 0; j < size; ++j) {
      const size_t at = size_t(vectors[j]) * lanes;
      V kr = load(ket.re + at), ki = load(ket.im + at), br = load(bra.re + at), bi = load(bra.im + at);
      plus += br * ki;
      minus += bi * kr;
      if constexpr (!Undoes)
        continue;
      store(ket.re + at, minusProduct(cr * kr, ci, ki));
      store(ket.im + at, cr * ki + ci * kr);
      store(bra.re + at, minusProduct(cr * br, ci, bi));
      store(bra.im + at, cr * bi + ci * br);
    }
    if constexpr (Form == PhaseForm::Numbers)
      sums[number] += pairwiseSum(plus - minus);
    else
      store(sums + lanes * number, load(sums + lanes * number) + flip(plus - minus));
  });
}

void interleave(const double *a, const double *b, size_t count, double scaleA, double scaleB, bool inVectors, Real *to) {
  if (!inVectors)
    for (size_t i = 0; i < count; ++i) {
      to[2 * i] = Real(scaleA * a[i]);
      to[2 * i + 1] = Real(scaleB * b[i]);
    }
  typedef double Doubles __attribute__((vector_size(lanes * sizeof(double)), aligned(sizeof(double)), may_alias));
  for (size_t i = 0; i < count && inVectors; i += lanes) {
    store(to + 2 * i, __builtin_convertvector(scaleA * *reinterpret_cast<const Doubles *>(a + i), V));
    store(to + 2 * i + lanes, __builtin_convertvector(scaleB * *reinterpret_cast<const Doubles *>(b + i), V));
  }
}

/// Calls run<form>() with the pass's own.
template <typename Run> inline void dispatchPhases(const PhasePass<Real> &pass, Run run) {
  if (!pass.inVectors)
    run.template operator()<PhaseForm::Numbers>();
  else if (!pass.places)
    run.template operator()<PhaseForm::Vectors>();
  else
    run.template operator()<PhaseForm::FlippedVectors>();
}

void anyPhases(Amplitudes<Real> tile, const PhasePass<Real> &pass) {
  dispatchPhases(pass, [&]<PhaseForm F>() { pass.realOnly ? phases<F, true>(tile, pass) : phases<F, false>(tile, pass); });
}
template <bool Undoes> void anyPhasesBackward(Amplitudes<Real> ket, Amplitudes<Real> bra, const PhasePass<Real> &pass, Real *sums) {
  dispatchPhases(pass, [&]<PhaseForm F>() { phasesBackward<F, Undoes>(ket, bra, pass, sums); });
}

} // namespace
} // namespace qml::rt
