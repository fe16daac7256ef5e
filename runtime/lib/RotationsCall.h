// SPDX-License-Identifier: Apache-2.0
//
// A pass of rotations at its place, part of KernelSet.cpp: what all its groups of vectors share is made once for a call.
#pragma once

#include "Kernels.h"
#include "Vector.h"

namespace qml::rt {
namespace {

/// As many as leave room for a group in the registers of the instruction set.
#if defined(__AVX512F__) || defined(__aarch64__)
constexpr unsigned maxRotations = 4;
#else
constexpr unsigned maxRotations = 3;
#endif

/// Calls body(integral_constant i) for i below N.
template <unsigned N, typename Body> [[gnu::always_inline]] inline void unrolled(Body body) {
  [&]<unsigned... I>(std::integer_sequence<unsigned, I...>) __attribute__((always_inline)) {
    (body(std::integral_constant<unsigned, I>()), ...);
  }(std::make_integer_sequence<unsigned, N>());
}

/// The sine and the cosine of one rotation for a group.
struct Turn {
  V sine, cosine;
};

/// A pass at its place, with what all its groups share.
class RotationsCall {
public:
  RotationsCall() {} // place() comes first
  void place(const RotationsPass<Real> &pass, const RotationsPlace<Real> &place) { pass_ = &pass, place_ = &place; }
  /// Comes before what follows: for `K` high rotations, `numLow` low ones.
  template <unsigned K, bool Flip, bool Tangents> [[gnu::always_inline]] void prepare(unsigned numLow) {
    unrolled<Flip ? 1u << K : 0>([&](auto m) __attribute__((always_inline)) { flip_[m] = LaneFlip(pass_->flipLanes[m]); });
    for (unsigned j = 0; j < numLow; ++j)
      lowFlip_[j] = LaneFlip(pass_->lowLanes[j]);
    unrolled<Tangents ? K : 0>([&](auto i) __attribute__((always_inline)) { setTangent(i); });
    for (unsigned i = K; i < K + numLow && Tangents; ++i)
      setTangent(i);
  }
  /// The first vectors of the groups in a patch, seen from the patch's first.
  void setStarts(const RotationsBundle<Real> &bundle) {
    starts_[0] = 0;
    numStarts_ = 1;
    for (unsigned other = 0; other < bundle.numPasses; ++other)
      for (unsigned i = 0; i < bundle.passes[other].numHigh && &bundle.passes[other] != pass_; ++i, numStarts_ *= 2)
        for (unsigned start = 0; start < numStarts_; ++start)
          starts_[numStarts_ + start] = starts_[start] ^ uint32_t(bundle.passes[other].offset[1 << i] / lanes);
  }

  const RotationsPass<Real> &pass() const { return *pass_; }
  bool isReal() const { return place_->realOnly; }
  bool isTangents() const { return place_->full == 0; }
  bool isInLanes() const { return pass_->cross && pass_->numHigh == 0; }
  unsigned numStarts() const { return numStarts_; }
  uint32_t start(unsigned i) const { return starts_[i]; }

  /// Where member m of the group that begins at number `at` lies.
  [[gnu::always_inline]] size_t member(size_t at, unsigned m) const { return at ^ pass_->offset[m]; }
  /// Between the lanes of member m and those of the first.
  [[gnu::always_inline]] V align(unsigned m, V x) const { return flip_[m](x); }
  /// Between a lane and that to which low rotation j leads.
  [[gnu::always_inline]] V partner(unsigned j, V x) const { return lowFlip_[j](x); }

  /// With which sign the sine of rotation i counts in the group of vector `v`.
  [[gnu::always_inline]] V sign(unsigned i, uint32_t v) const { return signOf(i, isOdd(i, v)); }
  /// Tangents: all cosines have been divided out and all vectors have the same coefficients, so that their sines, tangents then,
  /// differ in sign only.
  template <bool Tangents> [[gnu::always_inline]] Turn turn(unsigned i, uint32_t v) const {
    if constexpr (Tangents)
      return {tangents_[i] * load(signs_[i] + size_t(lanes) * isOdd(i, v)), V{}};
    const Real *c = coefficients(i);
    if (!pass_->inVectors)
      return {c[0] * sign(i, v), broadcast(c[1])};
    c += size_t(2 * lanes) * (v & pass_->rowMask);
    return {load(c) * sign(i, v), load(c + lanes)};
  }

private:
  static constexpr unsigned maxGroup = 1u << maxRotations;
  /// The signs of an odd vector are those of an even one, negated.
  [[gnu::always_inline]] void setTangent(unsigned i) {
    signs_[i] = pass_->signs + size_t(2 * lanes) * pass_->rotation[i];
    const Real tangent = *coefficients(i);
    tangents_[i] = broadcast((place_->parity >> i) & 1 ? -tangent : tangent);
  }
  unsigned isOdd(unsigned i, uint32_t v) const { return parity(pass_->sign[i] & v); }
  V signOf(unsigned i, unsigned odd) const {
    return load(pass_->signs + size_t(lanes) * (2 * pass_->rotation[i] + (odd ^ ((place_->parity >> i) & 1))));
  }
  const Real *coefficients(unsigned i) const {
    return place_->coefficients + (pass_->inVectors ? size_t(2 * lanes) * (pass_->rowMask + 1) : 2) * pass_->rotation[i];
  }

  const RotationsPass<Real> *pass_;
  const RotationsPlace<Real> *place_;
  uint32_t numStarts_, starts_[RotationsBundle<Real>::maxGroups];
  LaneFlip flip_[maxGroup], lowFlip_[RotationsPass<Real>::maxLow];
  V tangents_[RotationsPass<Real>::maxRotations];
  const Real *signs_[RotationsPass<Real>::maxRotations];
};

/// A rotation that leads to other lanes: these come with the other sign.
template <bool Tangents> [[gnu::always_inline]] inline V turnLanes(const Turn &turn, V own, V partner) {
  return (Tangents ? own : turn.cosine * own) - turn.sine * partner;
}

} // namespace
} // namespace qml::rt
