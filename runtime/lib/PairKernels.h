// SPDX-License-Identifier: Apache-2.0
//
// 2 x 2 matrices on pairs of amplitudes, part of KernelSet.cpp: all rotations of one qubit, wherever CNOTs have moved it.
#pragma once

#include "Kernels.h"
#include "Vector.h"

namespace qml::rt {
namespace {

/// Sets the bits that conditions settle in `v`, which has none of them; false if those that are left do not hold.
inline bool complete(const VectorConditions &where, uint32_t &v) {
  v |= where.bitValue;
  uint32_t failed = 0;
  for (uint32_t i = 0; i < where.numParities; ++i) {
    const uint32_t differs = parity(where.parities[i] & v) ^ ((where.parityValues >> i) & 1), solver = where.solvers[i];
    v |= solver & -differs;
    failed |= solver == 0 ? differs : 0;
  }
  return failed == 0;
}

/// Calls body(v) for the first vectors of groups, in the order of their numbers without the bits `inner`, where the conditions hold.
template <bool Conditions, typename Body>
[[gnu::always_inline]] inline void forFirsts(uint32_t begin, uint32_t end, uint32_t inner, const VectorConditions &where, Body body) {
  for (uint32_t number = withoutBits(begin, inner); number < end; number = ((number | inner) + 1) & ~inner) {
    uint32_t v = number;
    if (!Conditions || complete(where, v))
      body(v);
  }
}

inline uint32_t laneSet(const VectorConditions &where, uint32_t v) {
  uint32_t set = 0;
  for (uint32_t i = 0; i < where.numLaneParities; ++i)
    set |= parity(where.laneParities[i] & v) << i;
  return set ^ where.laneValues;
}

/// Two entries of a matrix, the one on the diagonal and the one beside it.
template <PairForm F> struct Entries {
  V dr, di, or_, oi;
  void loadFrom(const Real *c) {
    dr = load(c);
    if constexpr (F == PairForm::General)
      di = load(c + lanes);
    if constexpr (F != PairForm::Cross)
      or_ = load(c + 2 * lanes);
    if constexpr (F != PairForm::Real)
      oi = load(c + 3 * lanes);
  }
  void broadcastFrom(const Real *c) {
    dr = broadcast(c[0]);
    di = broadcast(c[1]);
    or_ = broadcast(c[2]);
    oi = broadcast(c[3]);
  }
  /// re + i im of diagonal * x + other * y
  void apply(V xr, V xi, V yr, V yi, V &re, V &im) const {
    if constexpr (F == PairForm::Real) {
      re = dr * xr + or_ * yr;
      im = dr * xi + or_ * yi;
    } else if constexpr (F == PairForm::Cross) {
      re = dr * xr - oi * yi;
      im = dr * xi + oi * yr;
    } else {
      re = dr * xr - di * xi + or_ * yr - oi * yi;
      im = dr * xi + di * xr + or_ * yi + oi * yr;
    }
  }
};

/// Where the coefficients of a pass come from.
enum class Source {
  Numbers, // the same for all lanes
  Lanes,   // vectors; the two of a pair have different parities, so that one holds the first entry in every lane
  Memory,  // vectors that differ from pair to pair, by parity, conditions and row
};

template <Source From, PairForm F> inline void firstAndSecond(const Real *c, Entries<F> &first, Entries<F> &second) {
  if constexpr (From == Source::Numbers) {
    first.broadcastFrom(c);
    second.broadcastFrom(c + 4);
  } else {
    first.loadFrom(c);
    second.loadFrom(c + 4 * lanes);
  }
}

template <PairForm F, Source From, bool Flip, bool Conditions>
void pair(Amplitudes<Real> tile, uint32_t begin, uint32_t end, const PairPass<Real> &pass) {
  const LaneFlip flip(pass.flipLanes);
  auto partner = [&](V x) { return Flip ? flip(x) : x; };
  Real *const re = tile.re, *const im = tile.im;
  const uint32_t flipVector = pass.flipVector, sign = pass.sign, parity0 = pass.parity;
  const uint32_t inner = pass.inner;
  if constexpr (From != Source::Memory) {
    Entries<F> first, second;
    firstAndSecond<From>(pass.coefficients, first, second);
    forFirsts<Conditions>(begin, end, inner, pass.where, [&](uint32_t v) __attribute__((always_inline)) {
      size_t a = v ^ (flipVector & -(parity(sign & v) ^ parity0)), b = a ^ flipVector;
      a *= lanes, b *= lanes;
      V ar = load(re + a), ai = load(im + a), br = load(re + b), bi = load(im + b), r, i, s, t;
      first.apply(ar, ai, partner(br), partner(bi), r, i);
      second.apply(br, bi, partner(ar), partner(ai), s, t);
      store(re + a, r), store(im + a, i), store(re + b, s), store(im + b, t);
    });
  } else {
    const uint32_t rows = pass.rowMask + 1;
    auto entries = [&](uint32_t v) {
      Entries<F> e;
      uint32_t set = (Conditions ? laneSet(pass.where, v) << 1 : 0) | (parity(sign & v) ^ parity0);
      e.loadFrom(pass.coefficients + size_t(4 * lanes) * (set * rows + (v & pass.rowMask)));
      return e;
    };
    forFirsts<Conditions>(begin, end, inner, pass.where, [&](uint32_t v) __attribute__((always_inline)) {
      size_t a = size_t(v) * lanes;
      V ar = load(re + a), ai = load(im + a), r, i;
      if (flipVector == 0) {
        entries(v).apply(ar, ai, partner(ar), partner(ai), r, i);
        store(re + a, r), store(im + a, i);
        return;
      }
      uint32_t w = v ^ flipVector;
      size_t b = size_t(w) * lanes;
      V br = load(re + b), bi = load(im + b), s, t;
      entries(v).apply(ar, ai, partner(br), partner(bi), r, i);
      entries(w).apply(br, bi, partner(ar), partner(ai), s, t);
      store(re + a, r), store(im + a, i), store(re + b, s), store(im + b, t);
    });
  }
}

/// Adds conj(bra) ket: one entry of the sums of General.
[[gnu::always_inline]] inline void addGeneral(V *sums, V br, V bi, V kr, V ki) {
  sums[0] += br * kr + bi * ki;
  sums[1] += br * ki - bi * kr;
}

/// What (bra, partner of ket) adds to the one number, up to the sign of Real.
template <PairForm F> [[gnu::always_inline]] inline V oneNumber(V br, V bi, V kr, V ki) {
  if constexpr (F == PairForm::Real)
    return br * kr + bi * ki;
  else
    return br * ki - bi * kr;
}

template <PairForm F, Source From, bool Flip, bool Conditions>
void pairBackward(Amplitudes<Real> ket, Amplitudes<Real> bra, uint32_t begin, uint32_t end, const PairPass<Real> &pass, Real *sums) {
  constexpr bool general = F == PairForm::General;
  const LaneFlip flip(pass.flipLanes);
  auto partner = [&](V x) { return Flip ? flip(x) : x; };
  const uint32_t flipVector = pass.flipVector, sign = pass.sign, parity0 = pass.parity;
  const uint32_t inner = pass.inner;
  V *const out = reinterpret_cast<V *>(sums);
  if constexpr (From != Source::Memory) {
    Entries<F> first, second;
    firstAndSecond<From>(pass.coefficients, first, second);
    V total[general ? 8 : 1] = {};
    const V laneSign = From == Source::Lanes && !general ? load(pass.signs + lanes) : V{};
    forFirsts<Conditions>(begin, end, inner, pass.where, [&](uint32_t v) __attribute__((always_inline)) {
      size_t a = v ^ (flipVector & -(parity(sign & v) ^ parity0)), b = a ^ flipVector;
      a *= lanes, b *= lanes;
      V kar = load(ket.re + a), kai = load(ket.im + a), kbr = load(ket.re + b), kbi = load(ket.im + b);
      V bar = load(bra.re + a), bai = load(bra.im + a), bbr = load(bra.re + b), bbi = load(bra.im + b), r, i, s, t;
      V par = partner(kar), pai = partner(kai), pbr = partner(kbr), pbi = partner(kbi);
      if constexpr (general) {
        addGeneral(total, bar, bai, kar, kai);
        addGeneral(total + 2, bar, bai, pbr, pbi);
        addGeneral(total + 4, bbr, bbi, kbr, kbi);
        addGeneral(total + 6, bbr, bbi, par, pai);
      } else {
        V x = oneNumber<F>(bar, bai, pbr, pbi), y = oneNumber<F>(bbr, bbi, par, pai);
        V sum = F == PairForm::Real ? y - x : y + x;
        total[0] += From == Source::Lanes ? laneSign * sum : sum;
      }
      first.apply(kar, kai, pbr, pbi, r, i);
      second.apply(kbr, kbi, par, pai, s, t);
      store(ket.re + a, r), store(ket.im + a, i), store(ket.re + b, s), store(ket.im + b, t);
      first.apply(bar, bai, partner(bbr), partner(bbi), r, i);
      second.apply(bbr, bbi, partner(bar), partner(bai), s, t);
      store(bra.re + a, r), store(bra.im + a, i), store(bra.re + b, s), store(bra.im + b, t);
    });
    for (unsigned j = 0; j < (general ? 8 : 1); ++j)
      out[j] += total[j];
  } else {
    const uint32_t rows = pass.rowMask + 1;
    // One vector of a pair: its sums, then both states, whose partners are given.
    auto step = [&](uint32_t v, V kr, V ki, V pr, V pi, V br, V bi, V qr, V qi) __attribute__((always_inline)) {
      uint32_t set = (Conditions ? laneSet(pass.where, v) << 1 : 0) | (parity(sign & v) ^ parity0);
      uint32_t row = v & pass.rowMask;
      if constexpr (general) {
        V *to = out + size_t(4) * (set * rows + row);
        addGeneral(to, br, bi, kr, ki);
        addGeneral(to + 2, br, bi, pr, pi);
      } else {
        out[row] += load(pass.signs + size_t(lanes) * set) * oneNumber<F>(br, bi, pr, pi);
      }
      Entries<F> e;
      e.loadFrom(pass.coefficients + size_t(4 * lanes) * (set * rows + row));
      size_t a = size_t(v) * lanes;
      V r, i;
      e.apply(kr, ki, pr, pi, r, i);
      store(ket.re + a, r), store(ket.im + a, i);
      e.apply(br, bi, qr, qi, r, i);
      store(bra.re + a, r), store(bra.im + a, i);
    };
    forFirsts<Conditions>(begin, end, inner, pass.where, [&](uint32_t v) __attribute__((always_inline)) {
      size_t a = size_t(v) * lanes;
      V kar = load(ket.re + a), kai = load(ket.im + a), bar = load(bra.re + a), bai = load(bra.im + a);
      if (flipVector == 0) {
        step(v, kar, kai, partner(kar), partner(kai), bar, bai, partner(bar), partner(bai));
        return;
      }
      uint32_t w = v ^ flipVector;
      size_t b = size_t(w) * lanes;
      V kbr = load(ket.re + b), kbi = load(ket.im + b), bbr = load(bra.re + b), bbi = load(bra.im + b);
      step(v, kar, kai, partner(kbr), partner(kbi), bar, bai, partner(bbr), partner(bbi));
      step(w, kbr, kbi, partner(kar), partner(kai), bbr, bbi, partner(bar), partner(bai));
    });
  }
}

inline bool hasConditions(const VectorConditions &where) {
  return where.bitMask != 0 || where.numParities != 0 || where.numLaneParities != 0;
}

inline Source sourceOf(const PairPass<Real> &pass) {
  if (!pass.inVectors)
    return Source::Numbers;
  bool apart = parity(pass.sign & pass.flipVector); // the two of a pair
  return apart && pass.rowMask == 0 && pass.where.numLaneParities == 0 ? Source::Lanes : Source::Memory;
}

/// Calls run<form, source, flip, conditions>() with the pass's own as constants.
template <typename Run> inline void dispatch(const PairPass<Real> &pass, Run run) {
  auto withConditions = [&]<PairForm F, Source S, bool P>() {
    hasConditions(pass.where) ? run.template operator()<F, S, P, true>() : run.template operator()<F, S, P, false>();
  };
  auto withFlip = [&]<PairForm F, Source S>() {
    pass.flipLanes != 0 ? withConditions.template operator()<F, S, true>() : withConditions.template operator()<F, S, false>();
  };
  auto withSource = [&]<PairForm F>() {
    switch (sourceOf(pass)) {
    case Source::Numbers: return withFlip.template operator()<F, Source::Numbers>();
    case Source::Lanes: return withFlip.template operator()<F, Source::Lanes>();
    case Source::Memory: return withFlip.template operator()<F, Source::Memory>();
    }
  };
  switch (pass.form) {
  case PairForm::General: return withSource.template operator()<PairForm::General>();
  case PairForm::Real: return withSource.template operator()<PairForm::Real>();
  case PairForm::Cross: return withSource.template operator()<PairForm::Cross>();
  }
}

void anyPair(Amplitudes<Real> tile, uint32_t begin, uint32_t end, const PairPass<Real> &pass) {
  dispatch(pass, [&]<PairForm F, Source S, bool P, bool C>() { pair<F, S, P, C>(tile, begin, end, pass); });
}
void anyPairBackward(Amplitudes<Real> ket, Amplitudes<Real> bra, uint32_t begin, uint32_t end, const PairPass<Real> &pass, Real *sums) {
  dispatch(pass, [&]<PairForm F, Source S, bool P, bool C>() { pairBackward<F, S, P, C>(ket, bra, begin, end, pass, sums); });
}

} // namespace
} // namespace qml::rt
