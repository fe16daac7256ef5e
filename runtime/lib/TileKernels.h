// SPDX-License-Identifier: Apache-2.0
//
// Kernels that walk the state in order, tile by tile: diagonal blocks and Pauli strings; part of KernelSet.cpp. Signs
// (-1)^(z . index) factor into the tile's and the position's within it. All positions' signs at once are a
// Walsh-Hadamard transform of the tile, so the cost hardly grows with the number of Pauli strings.
#pragma once

#include "Kernels.h"
#include "Vector.h"

namespace qml::rt {
namespace {

inline unsigned parity(uint64_t x) { return __builtin_parityll(x); }

/// Whether the controls that select the tile hold; if so `h` is what the tile contributes to the coefficient's number.
inline bool tileTerms(const DiagonalPass &pass, uint64_t base, unsigned &h) {
  if ((base & pass.controlMask) != pass.controlValue)
    return false;
  h = 0;
  for (unsigned i = 0; i < pass.numOuter; ++i)
    h ^= base & pass.outerBits[i] ? pass.outerTerms[i] : 0;
  return true;
}

void diagonal(StateView state, const DiagonalPass &pass, size_t begin, size_t end) {
  for (size_t tile = begin; tile < end; ++tile) {
    uint64_t base = tile * pass.tileVectors * lanes;
    unsigned outer;
    if (!tileTerms(pass, base, outer))
      continue;
    for (unsigned v = 0; v < pass.tileVectors; ++v) {
      if (pass.inner[v] == DiagonalPass::skip)
        continue;
      const double *c = pass.coefficients + 2 * lanes * (outer ^ pass.inner[v]);
      double *re = state.re + base + v * lanes, *im = state.im + base + v * lanes;
      V cr = load(c), ci = load(c + lanes), r = load(re), i = load(im);
      store(re, cr * r - ci * i);
      store(im, cr * i + ci * r);
    }
  }
}

void diagonalBackward(StateView ket, StateView bra, const DiagonalPass &pass, double *overlaps, size_t begin,
                      size_t end) {
  for (size_t tile = begin; tile < end; ++tile) {
    uint64_t base = tile * pass.tileVectors * lanes;
    unsigned outer;
    if (!tileTerms(pass, base, outer))
      continue;
    for (unsigned v = 0; v < pass.tileVectors; ++v) {
      if (pass.inner[v] == DiagonalPass::skip)
        continue;
      unsigned h = 2 * lanes * (outer ^ pass.inner[v]);
      uint64_t at = base + v * lanes;
      V cr = load(pass.coefficients + h), ci = load(pass.coefficients + h + lanes);
      V kr = load(ket.re + at), ki = load(ket.im + at), br = load(bra.re + at), bi = load(bra.im + at);
      V yr = cr * kr - ci * ki, yi = cr * ki + ci * kr;
      store(ket.re + at, yr);
      store(ket.im + at, yi);
      store(bra.re + at, cr * br - ci * bi);
      store(bra.im + at, cr * bi + ci * br);
      store(overlaps + h, load(overlaps + h) + (br * yr + bi * yi));
      store(overlaps + h + lanes, load(overlaps + h + lanes) + (br * yi - bi * yr));
    }
  }
}

/// v[l] +- v[l ^ Mask]: the stage of the transform for one lane bit.
template <unsigned Mask, size_t... Lane> inline V laneStage(V v, std::index_sequence<Lane...>) {
  const V sign = {(Lane & Mask ? -1.0 : 1.0)...};
  return flipLanes<Mask>(v) + sign * v;
}

/// In-place Walsh-Hadamard transform over the positions within a tile.
inline void walshHadamard(V *tile, unsigned vectors) {
  for (unsigned i = 0; i < vectors; ++i) {
    tile[i] = laneStage<1>(tile[i], std::make_index_sequence<lanes>());
    if constexpr (lanes > 2)
      tile[i] = laneStage<2>(tile[i], std::make_index_sequence<lanes>());
    if constexpr (lanes > 4)
      tile[i] = laneStage<4>(tile[i], std::make_index_sequence<lanes>());
  }
  for (unsigned step = 1; step < vectors; step *= 2)
    for (unsigned i = 0; i < vectors; i += 2 * step)
      for (unsigned j = i; j < i + step; ++j) {
        V a = tile[j], b = tile[j + step];
        tile[j] = a + b;
        tile[j + step] = a - b;
      }
}

template <unsigned LaneFlip>
void pauliValues(StateView state, uint64_t flip, const uint64_t *z, unsigned numReal, unsigned numTerms, double *sums,
                 unsigned tileVectors, size_t begin, size_t end) {
  const uint64_t positions = uint64_t(tileVectors) * lanes - 1;
  const uint64_t vectorFlip = flip & ~uint64_t(lanes - 1);
  V real[maxTileVectors], imag[maxTileVectors];
  const double *realAt = reinterpret_cast<const double *>(real), *imagAt = reinterpret_cast<const double *>(imag);
  for (size_t tile = begin; tile < end; ++tile) {
    uint64_t base = tile * tileVectors * lanes;
    for (unsigned v = 0; v < tileVectors; ++v) {
      uint64_t a = base + v * lanes, b = a ^ vectorFlip;
      V ar = load(state.re + a), ai = load(state.im + a);
      V br = flipLanes<LaneFlip>(load(state.re + b)), bi = flipLanes<LaneFlip>(load(state.im + b));
      real[v] = ar * br + ai * bi;
      imag[v] = ar * bi - ai * br;
    }
    if (numReal > 0)
      walshHadamard(real, tileVectors);
    if (numReal < numTerms)
      walshHadamard(imag, tileVectors);
    for (unsigned i = 0; i < numTerms; ++i) {
      double sum = (i < numReal ? realAt : imagAt)[z[i] & positions];
      sums[i] += parity(base & z[i]) ? -sum : sum;
    }
  }
}

/// The sums of `count` phases at all positions of the tile at `base`.
inline void tilePhases(const PauliPhase *phases, unsigned count, uint64_t base, unsigned tileVectors, V *tile) {
  const uint64_t positions = uint64_t(tileVectors) * lanes - 1;
  double *at = reinterpret_cast<double *>(tile);
  for (unsigned v = 0; v < tileVectors; ++v)
    tile[v] = V{};
  for (unsigned i = 0; i < count; ++i)
    at[phases[i].z & positions] +=
        parity(base & phases[i].z & ~positions) ? -phases[i].coefficient : phases[i].coefficient;
  walshHadamard(tile, tileVectors);
}

template <unsigned LaneFlip>
void pauliApply(StateView source, StateView target, uint64_t flip, const PauliPhase *phases, unsigned numReal,
                unsigned numTerms, unsigned tileVectors, size_t begin, size_t end) {
  const uint64_t vectorFlip = flip & ~uint64_t(lanes - 1);
  V real[maxTileVectors], imag[maxTileVectors];
  for (size_t tile = begin; tile < end; ++tile) {
    uint64_t base = tile * tileVectors * lanes;
    if (numReal > 0)
      tilePhases(phases, numReal, base, tileVectors, real);
    if (numReal < numTerms)
      tilePhases(phases + numReal, numTerms - numReal, base, tileVectors, imag);
    for (unsigned v = 0; v < tileVectors; ++v) {
      uint64_t a = base + v * lanes, b = a ^ vectorFlip;
      V sr = flipLanes<LaneFlip>(load(source.re + b)), si = flipLanes<LaneFlip>(load(source.im + b));
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

using PauliValuesKernel = decltype(&pauliValues<0>);
using PauliApplyKernel = decltype(&pauliApply<0>);
struct PauliTable {
  PauliValuesKernel values[lanes];
  PauliApplyKernel apply[lanes];
};
template <size_t... Flip> constexpr PauliTable pauliTable(std::index_sequence<Flip...>) {
  return {{pauliValues<Flip>...}, {pauliApply<Flip>...}};
}
constexpr PauliTable pauliInstances = pauliTable(std::make_index_sequence<lanes>());

void anyPauliValues(StateView state, uint64_t flip, const uint64_t *z, unsigned numReal, unsigned numTerms,
                    double *sums, unsigned tileVectors, size_t begin, size_t end) {
  pauliInstances.values[flip % lanes](state, flip, z, numReal, numTerms, sums, tileVectors, begin, end);
}
void anyPauliApply(StateView source, StateView target, uint64_t flip, const PauliPhase *phases, unsigned numReal,
                   unsigned numTerms, unsigned tileVectors, size_t begin, size_t end) {
  pauliInstances.apply[flip % lanes](source, target, flip, phases, numReal, numTerms, tileVectors, begin, end);
}

} // namespace
} // namespace qml::rt
