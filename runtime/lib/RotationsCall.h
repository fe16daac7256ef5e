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

inline GroupPlace operator^(const GroupPlace &a, const GroupPlace &b) { return {a.first ^ b.first, a.odd ^ b.odd}; }

/// A pass at its place, with what all its groups share.
class RotationsCall {
public:
  RotationsCall() {} // place() comes first
  void place(const RotationsPass<Real> &pass, const RotationsPlace<Real> &place) { pass_ = &pass, place_ = &place; }
  /// Comes before what follows: for `K` high rotations, `numLow` low ones.
  template <unsigned K, unsigned Flips, bool Tangents> [[gnu::always_inline]] void prepare(unsigned numLow) {
    unrolled<1u << Flips>([&](auto m)
                              __attribute__((always_inline)) { flip_[m] = LaneFlip(pass_->flipLanes[m] & (partLanes - 1)); });
    for (unsigned j = 0; j < numLow; ++j)
      lowFlip_[j] = LaneFlip(pass_->lowLanes[j] & (partLanes - 1));
    if (pass_->inVectors)
      return;
    unrolled<K>([&](auto i) __attribute__((always_inline)) { setTurn<Tangents>(i); });
    for (unsigned i = K; i < K + numLow; ++i)
      setTurn<Tangents>(i);
  }

  const RotationsPass<Real> &pass() const { return *pass_; }
  bool isReal() const { return place_->realOnly; }
  bool isTangents() const { return place_->full == 0; }

  /// To the patch whose first vector is `v`.
  void startAt(uint32_t v) {
    patch_ = {v, place_->odd};
    if (v != 0)
      patch_.odd ^= oddAt(v);
  }
  const GroupPlace &patch() const { return patch_; }
  /// Prepares for advance() among patches before vector `end`.
  void setSteps(uint32_t end, uint32_t inner) {
    uint32_t below = 0;
    for (unsigned bit = 0; bit < 32 && uint32_t(1) << bit < end; ++bit)
      if (!((inner >> bit) & 1)) {
        below |= uint32_t(1) << bit;
        steps_[bit] = {below, oddAt(below)};
      }
  }
  /// To the next patch, where `bit` is the highest that changes in its first vector.
  void advance(unsigned bit) { patch_ = patch_ ^ steps_[bit]; }
  /// Calls body(group) for the groups of the patch.
  template <typename Body> [[gnu::always_inline]] void forGroups(Body body) const {
    const GroupPlace patch = patch_, *const starts = pass_->starts;
    for (uint32_t i = 0, count = pass_->numStarts; i < count; ++i)
      body(patch ^ starts[i]);
  }

  /// Where member m of the group that begins at number `at` lies.
  [[gnu::always_inline]] size_t member(size_t at, unsigned m) const { return at ^ pass_->offset[m]; }
  /// Between the lanes of member m and those of the first, inside their parts.
  [[gnu::always_inline]] V align(unsigned m, V x) const { return flip_[m].inParts(x); }
  /// Calls body(partner), where partner(x) leads between a lane and that to which low rotation j leads.
  template <typename Body> [[gnu::always_inline]] void withPartner(unsigned j, Body body) const {
    const LaneFlip flip = lowFlip_[j];
    if constexpr (partLanes < lanes)
      if (pass_->lowLanes[j] >= partLanes)
        return body([flip](V x) __attribute__((always_inline)) { return flip.inParts(swapParts(x)); });
    body([flip](V x) __attribute__((always_inline)) { return flip.inParts(x); });
  }

  /// With which sign the sine of rotation i counts.
  [[gnu::always_inline]] V sign(unsigned i, const GroupPlace &group) const { return load(signs(i) + odd(i, group)); }
  /// Tangents: all cosines have been divided out.
  template <bool Tangents> [[gnu::always_inline]] Turn turn(unsigned i, const GroupPlace &group) const {
    if (Tangents || !pass_->inVectors)
      return {load(sines_[i] + odd(i, group)), Tangents ? V{} : cosines_[i]};
    const Real *c = coefficients(i) + size_t(2 * lanes) * (group.first & pass_->rowMask);
    return {load(c) * sign(i, group), load(c + lanes)};
  }

private:
  static constexpr unsigned maxGroup = 1u << maxRotations, maxAll = RotationsPass<Real>::maxRotations;
  [[gnu::always_inline]] static size_t odd(unsigned i, const GroupPlace &group) {
    return uint8_t(group.odd >> (8 * i));
  }
  uint64_t oddAt(uint32_t v) const {
    uint64_t odd = 0;
    for (unsigned i = 0; i < pass_->numHigh + pass_->numLow; ++i)
      odd |= uint64_t(lanes * parity(pass_->sign[i] & v)) << (8 * i);
    return odd;
  }
  const Real *signs(unsigned i) const { return pass_->signs + size_t(2 * lanes) * pass_->rotation[i]; }
  const Real *coefficients(unsigned i) const {
    return place_->coefficients + (pass_->inVectors ? size_t(2 * lanes) * (pass_->rowMask + 1) : 2) * pass_->rotation[i];
  }
  /// The signs of an odd vector are those of an even one, negated.
  template <bool Tangents> [[gnu::always_inline]] void setTurn(unsigned i) {
    const Real *c = coefficients(i);
    const V sine = c[0] * load(signs(i));
    store(sines_[i], sine);
    store(sines_[i] + lanes, -sine);
    if constexpr (!Tangents)
      cosines_[i] = broadcast(c[1]);
  }

  const RotationsPass<Real> *pass_;
  const RotationsPlace<Real> *place_;
  GroupPlace patch_, steps_[32]; // by the highest bit that changes
  LaneFlip flip_[maxGroup], lowFlip_[RotationsPass<Real>::maxLow];
  alignas(vectorBytes) Real sines_[maxAll][2 * lanes]; // of even vectors, of odd ones
  V cosines_[maxAll];
};

/// A rotation that leads to other lanes: these come with the other sign.
template <bool Tangents> [[gnu::always_inline]] inline V turnLanes(const Turn &turn, V own, V partner) {
  return (Tangents ? own : turn.cosine * own) - turn.sine * partner;
}

} // namespace
} // namespace qml::rt
