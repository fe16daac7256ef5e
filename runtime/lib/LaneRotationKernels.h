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
      signs_[j] = call.sign(j, call.patch());
      fixed_[j] = call.turn<Fixed>(j, call.patch());
    }
  }
  [[gnu::always_inline]] V sign(unsigned j, const GroupPlace &at) const { return Fixed ? signs_[j] : call_.sign(j, at); }
  [[gnu::always_inline]] Turn turn(unsigned j, const GroupPlace &at) const { return Fixed ? fixed_[j] : call_.turn<Fixed>(j, at); }

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

// Groups are single vectors here, and runs too: lanes are flipped where there is one row.
template <unsigned N, bool Fixed> void crossLanes(const RotationsCall &call, Amplitudes<Real> tile) {
  const LaneTurns<N, Fixed> turns(call);
  call.forGroups([&](const GroupPlace &place) __attribute__((always_inline)) {
    const size_t at = place.first * lanes;
    V re = load(tile.re + at), im = load(tile.im + at);
    unrolled<N>([&](auto j) __attribute__((always_inline)) {
      call.withPartner(j, [&](auto partner) __attribute__((always_inline)) {
        turnParts<Fixed>(turns.turn(j, place), partner(re), partner(im), re, im);
      });
    });
    store(tile.re + at, re);
    store(tile.im + at, im);
  });
}

template <unsigned N, bool Fixed>
void crossLanesBackward(const RotationsCall &call, Amplitudes<Real> ket, Amplitudes<Real> bra, Real *sums) {
  const LaneTurns<N, Fixed> turns(call);
  const RotationsPass<Real> &pass = call.pass();
  V *const out = reinterpret_cast<V *>(sums);
  V totals[N] = {};
  call.forGroups([&](const GroupPlace &place) __attribute__((always_inline)) {
    const size_t at = place.first * lanes;
    V kr = load(ket.re + at), ki = load(ket.im + at), br = load(bra.re + at), bi = load(bra.im + at);
    unrolled<N>([&](auto j) __attribute__((always_inline)) {
      call.withPartner(j, [&](auto partner) __attribute__((always_inline)) {
        const V partnerRe = partner(kr), partnerIm = partner(ki);
        const V sum = turns.sign(j, place) * (br * partnerIm - bi * partnerRe);
        if (pass.rowMask != 0)
          out[pass.rotation[j] * (pass.rowMask + 1) + (place.first & pass.rowMask)] += sum;
        else
          totals[j] += sum;
        const Turn turn = turns.turn(j, place);
        turnParts<Fixed>(turn, partnerRe, partnerIm, kr, ki);
        turnParts<Fixed>(turn, partner(br), partner(bi), br, bi);
      });
    });
    store(ket.re + at, kr), store(ket.im + at, ki), store(bra.re + at, br), store(bra.im + at, bi);
  });
  for (unsigned j = 0; j < N && pass.rowMask == 0; ++j)
    out[pass.rotation[j]] += totals[j];
}

void prepareLanes(RotationsCall &call) { call.prepare<0, 0, false>(call.pass().numLow); }

/// The kernel `choose<n, fixed>()` for the n rotations of a pass.
template <typename Choose> inline auto laneKernelOf(const RotationsPass<Real> &pass, bool tangents, Choose choose) {
  bool fixed = tangents;
  for (unsigned j = 0; j < pass.numLow; ++j)
    fixed = fixed && pass.sign[j] == 0;
  decltype(choose.template operator()<1, false>()) kernel = nullptr;
  unrolled<RotationsPass<Real>::maxLow>([&](auto i) {
    if (pass.numLow == i + 1)
      kernel = fixed ? choose.template operator()<i + 1, true>() : choose.template operator()<i + 1, false>();
  });
  return kernel;
}

} // namespace
} // namespace qml::rt
