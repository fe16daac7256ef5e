// SPDX-License-Identifier: Apache-2.0
//
// Cross rotations that flip lanes only, part of KernelSet.cpp: each takes the real parts of a vector with its imaginary parts.
#pragma once

#include "RotationsCall.h"

namespace qml::rt {
namespace {

/// The turns and signs of the N rotations of a pass in one vector; Fixed: tangents, the same in all.
template <unsigned N, bool Fixed> class LaneTurns {
public:
  LaneTurns(const RotationsCall &call) : call_(call) {
    for (unsigned j = 0; j < N && Fixed; ++j) {
      signs_[j] = call.sign(j, 0);
      fixed_[j] = call.turn<Fixed>(j, 0);
    }
  }
  [[gnu::always_inline]] V sign(unsigned j, uint32_t v) const { return Fixed ? signs_[j] : call_.sign(j, v); }
  [[gnu::always_inline]] Turn operator()(unsigned j, uint32_t v) const { return Fixed ? fixed_[j] : call_.turn<Fixed>(j, v); }

private:
  const RotationsCall &call_;
  Turn fixed_[N];
  V signs_[N];
};

/// One vector turned; `partnerRe` and `partnerIm` are its parts with the lanes flipped.
template <bool Tangents> [[gnu::always_inline]] inline void turnParts(Turn turn, V partnerRe, V partnerIm, V &re, V &im) {
  im = turnLanes<Tangents>(turn, im, partnerRe);
  turn.sine = -turn.sine;
  re = turnLanes<Tangents>(turn, re, partnerIm);
}

template <unsigned N, bool Fixed> void crossLanes(const RotationsCall &call, Amplitudes<Real> tile, uint32_t begin, uint32_t end) {
  const LaneTurns<N, Fixed> turns(call);
  for (uint32_t v = begin; v < end; ++v) {
    const size_t at = size_t(v) * lanes;
    V re = load(tile.re + at), im = load(tile.im + at);
    unrolled<N>([&](auto j) __attribute__((always_inline)) {
      turnParts<Fixed>(turns(j, v), call.partner(j, re), call.partner(j, im), re, im);
    });
    store(tile.re + at, re);
    store(tile.im + at, im);
  }
}

template <unsigned N, bool Fixed>
void crossLanesBackward(const RotationsCall &call, Amplitudes<Real> ket, Amplitudes<Real> bra, uint32_t begin, uint32_t end, Real *sums) {
  const LaneTurns<N, Fixed> turns(call);
  const RotationsPass<Real> &pass = call.pass();
  V *const out = reinterpret_cast<V *>(sums);
  V totals[N] = {};
  for (uint32_t v = begin; v < end; ++v) {
    const size_t at = size_t(v) * lanes;
    V kr = load(ket.re + at), ki = load(ket.im + at), br = load(bra.re + at), bi = load(bra.im + at);
    unrolled<N>([&](auto j) __attribute__((always_inline)) {
      const V partnerRe = call.partner(j, kr), partnerIm = call.partner(j, ki);
      const V sum = turns.sign(j, v) * (br * partnerIm - bi * partnerRe);
      if (pass.rowMask != 0)
        out[pass.rotation[j] * (pass.rowMask + 1) + (v & pass.rowMask)] += sum;
      else
        totals[j] += sum;
      const Turn turn = turns(j, v);
      turnParts<Fixed>(turn, partnerRe, partnerIm, kr, ki);
      turnParts<Fixed>(turn, call.partner(j, br), call.partner(j, bi), br, bi);
    });
    store(ket.re + at, kr), store(ket.im + at, ki), store(bra.re + at, br), store(bra.im + at, bi);
  }
  for (unsigned j = 0; j < N && pass.rowMask == 0; ++j)
    out[pass.rotation[j]] += totals[j];
}

/// Calls run<N, fixed>() for a pass of N rotations.
template <typename Run> inline void dispatchLanes(const RotationsCall &call, Run run) {
  const RotationsPass<Real> &pass = call.pass();
  bool fixed = call.isTangents();
  for (unsigned j = 0; j < pass.numLow; ++j)
    fixed = fixed && pass.sign[j] == 0;
  unrolled<RotationsPass<Real>::maxLow>([&](auto i) {
    if (pass.numLow == i + 1)
      fixed ? run.template operator()<i + 1, true>() : run.template operator()<i + 1, false>();
  });
}

void anyCrossLanes(const RotationsCall &call, Amplitudes<Real> tile, uint32_t begin, uint32_t end) {
  dispatchLanes(call, [&]<unsigned N, bool Fixed>() { crossLanes<N, Fixed>(call, tile, begin, end); });
}
void anyCrossLanesBackward(const RotationsCall &call, Amplitudes<Real> ket, Amplitudes<Real> bra, uint32_t begin, uint32_t end,
                           Real *sums) {
  dispatchLanes(call, [&]<unsigned N, bool Fixed>() { crossLanesBackward<N, Fixed>(call, ket, bra, begin, end, sums); });
}

} // namespace
} // namespace qml::rt
