// SPDX-License-Identifier: Apache-2.0
//
// Matrices on several qubits, part of KernelSet.cpp. Each kernel is a template on the number of flips that select vectors;
// flips within a vector are permutations. Column (h, d) of row r multiplies vector r ^ h, lanes flipped by combination d.
#pragma once

#include "PairKernels.h"

namespace qml::rt {
namespace {

constexpr unsigned maxTargets = 5;

/// What a dense pass needs to know of one group of vectors.
template <unsigned High> struct Group {
  static constexpr unsigned rows = 1u << High;
  size_t at[rows];   // where row h of the matrix lies
  uint32_t high = 0; // row h is the vector flipped by combination h ^ high
  const Real *coefficients;
  uint32_t number; // of the coefficient set and row

  Group(const DensePass<Real> &pass, uint32_t v, bool conditions) {
    uint32_t set = 0;
    for (unsigned i = 0; i < High; ++i)
      high |= (parity(pass.highSign[i] & v) ^ ((pass.parity >> i) & 1)) << i;
    for (unsigned i = 0; i < pass.numLow; ++i)
      set |= (parity(pass.lowSign[i] & v) ^ ((pass.parity >> (High + i)) & 1)) << i;
    if (conditions)
      set |= laneSet(pass.where, v) << pass.numLow;
    for (unsigned h = 0; h < rows; ++h)
      at[h] = size_t(v ^ pass.flipVector[h ^ high]) * lanes;
    number = set * (pass.rowMask + 1) + (v & pass.rowMask);
    size_t entries = size_t(2) * rows * (rows << pass.numLow);
    coefficients = pass.coefficients + number * entries * (pass.inVectors ? lanes : 1);
  }
};

/// The vectors of one group, lanes brought into line with those of the vector that the walk stands on.
template <unsigned High> struct Columns {
  static constexpr unsigned rows = 1u << High;
  V re[rows], im[rows];

  void loadFrom(Amplitudes<Real> state, const Group<High> &group, const LaneFlip *flips) {
    for (unsigned h = 0; h < rows; ++h) {
      re[h] = flips[h ^ group.high](load(state.re + group.at[h]));
      im[h] = flips[h ^ group.high](load(state.im + group.at[h]));
    }
  }
};

/// state <- matrix * columns
template <unsigned High>
[[gnu::always_inline]] inline void multiply(const DensePass<Real> &pass, const Group<High> &group, const Columns<High> &x,
                                            const LaneFlip *flips, const LaneFlip *lowFlips, Amplitudes<Real> state) {
  constexpr unsigned rows = 1u << High;
  const unsigned numFlips = 1u << pass.numLow, width = pass.inVectors ? lanes : 1;
  V re[rows] = {}, im[rows] = {};
  for (unsigned d = 0; d < numFlips; ++d)
    for (unsigned h = 0; h < rows; ++h) {
      V xr = d == 0 ? x.re[h] : lowFlips[d](x.re[h]), xi = d == 0 ? x.im[h] : lowFlips[d](x.im[h]);
      for (unsigned r = 0; r < rows; ++r) {
        const Real *c = group.coefficients + size_t(2 * width) * ((r << pass.numLow << High) + (h << pass.numLow) + d);
        V cr = pass.inVectors ? load(c) : broadcast(c[0]), ci = pass.inVectors ? load(c + lanes) : broadcast(c[1]);
        re[r] += cr * xr - ci * xi;
        im[r] += cr * xi + ci * xr;
      }
    }
  for (unsigned r = 0; r < rows; ++r) {
    store(state.re + group.at[r], flips[r ^ group.high](re[r]));
    store(state.im + group.at[r], flips[r ^ group.high](im[r]));
  }
}

/// The permutations of a pass.
template <unsigned High> struct Flips {
  LaneFlip high[1u << High], low[1u << (maxTargets - 1)];

  template <size_t... I, size_t... J>
  Flips(const DensePass<Real> &pass, std::index_sequence<I...>, std::index_sequence<J...>)
      : high{LaneFlip(pass.flipLanes[I])...}, low{LaneFlip(pass.lowFlip[J])...} {}
  explicit Flips(const DensePass<Real> &pass)
      : Flips(pass, std::make_index_sequence<(1u << High)>(), std::make_index_sequence<(1u << (maxTargets - 1))>()) {}
};

/// Calls body(group) for all groups on which the conditions hold.
template <unsigned High, typename Body>
[[gnu::always_inline]] inline void forGroups(uint32_t begin, uint32_t end, const DensePass<Real> &pass, Body body) {
  const bool conditions = hasConditions(pass.where);
  forFirsts</*Conditions=*/true>(begin, end, pass.inner, pass.where, [&](uint32_t v) __attribute__((always_inline)) {
    body(Group<High>(pass, v, conditions));
  });
}

template <unsigned High> void dense(Amplitudes<Real> tile, uint32_t begin, uint32_t end, const DensePass<Real> &pass) {
  const Flips<High> flips(pass);
  forGroups<High>(begin, end, pass, [&](const Group<High> &group) __attribute__((always_inline)) {
    Columns<High> x;
    x.loadFrom(tile, group, flips.high);
    multiply<High>(pass, group, x, flips.high, flips.low, tile);
  });
}

template <unsigned High>
void denseBackward(Amplitudes<Real> ket, Amplitudes<Real> bra, uint32_t begin, uint32_t end, const DensePass<Real> &pass, Real *sums) {
  constexpr unsigned rows = 1u << High;
  const Flips<High> flips(pass);
  const unsigned numFlips = 1u << pass.numLow;
  forGroups<High>(begin, end, pass, [&](const Group<High> &group) __attribute__((always_inline)) {
    Columns<High> k, b;
    k.loadFrom(ket, group, flips.high);
    b.loadFrom(bra, group, flips.high);
    V *to = reinterpret_cast<V *>(sums) + size_t(group.number) * (2 * rows * rows << pass.numLow);
    for (unsigned d = 0; d < numFlips; ++d)
      for (unsigned h = 0; h < rows; ++h) {
        V kr = d == 0 ? k.re[h] : flips.low[d](k.re[h]), ki = d == 0 ? k.im[h] : flips.low[d](k.im[h]);
        for (unsigned r = 0; r < rows; ++r) {
          V *sum = to + 2 * ((r << pass.numLow << High) + (h << pass.numLow) + d);
          sum[0] += b.re[r] * kr + b.im[r] * ki;
          sum[1] += b.re[r] * ki - b.im[r] * kr;
        }
      }
    multiply<High>(pass, group, k, flips.high, flips.low, ket);
    multiply<High>(pass, group, b, flips.high, flips.low, bra);
  });
}

void anyDense(Amplitudes<Real> tile, uint32_t begin, uint32_t end, const DensePass<Real> &pass) {
  static constexpr decltype(&dense<0>) byHigh[] = {dense<0>, dense<1>, dense<2>, dense<3>, dense<4>, dense<5>};
  byHigh[pass.numHigh](tile, begin, end, pass);
}
void anyDenseBackward(Amplitudes<Real> ket, Amplitudes<Real> bra, uint32_t begin, uint32_t end, const DensePass<Real> &pass, Real *sums) {
  static constexpr decltype(&denseBackward<0>) byHigh[] = {denseBackward<0>, denseBackward<1>, denseBackward<2>,
                                                           denseBackward<3>, denseBackward<4>, denseBackward<5>};
  byHigh[pass.numHigh](ket, bra, begin, end, pass, sums);
}

} // namespace
} // namespace qml::rt
