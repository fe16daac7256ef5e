// SPDX-License-Identifier: Apache-2.0
//
// The kernels: loops over the state vector. One source, KernelSet.cpp, is compiled once per instruction set, and a
// table of functions is chosen at start. A kernel sees no gates, only a *pass*: coefficients and the positions of bits.
// The lowest `laneBits` bits of a basis index select the lane of a vector, the others the vector.
//
// This header is compiled into every instruction set: it must stay free of inline functions with external linkage, or
// the linker could keep an AVX-512 copy for all.
#pragma once

#include <stddef.h>
#include <stdint.h>

namespace qml::rt {

/// Real and imaginary parts of 2^n amplitudes, padded with zeros to at least `minStateSize`.
struct StateView {
  double *re;
  double *im;
};
constexpr size_t minStateSize = 8;

/// A small matrix on a few targets, under controls. A group is the 2^numHigh vectors that differ in the high targets
/// (those that select a vector) only; row r of the matrix is high combination h in lane l. Column j = (h', d) of row h
/// multiplies the vector h' with its lanes flipped by the d-th subset of the low targets: so low targets cost shuffles,
/// no more.
struct DensePass {
  uint64_t fixedBits = 0;    // high targets and high controls; the group counter skips them
  uint64_t controlValue = 0; // of the high controls
  uint64_t offsets[32] = {}; // of each high combination
  size_t numGroups = 0;
  unsigned numHigh = 0;
  unsigned lowTargets = 0; // mask
  bool perLane = false;    // a coefficient is one vector instead of one number: low targets or low controls
  bool real = false;       // all imaginary parts are zero
  const double *coefficients = nullptr; // [h][j][re, im], 64-byte aligned
};

/// Moves vectors: from[i] to to[i] in each group. Serves X, CNOT, SWAP and the like on high bits.
struct PermutePass {
  uint64_t fixedBits = 0;
  uint64_t controlValue = 0;
  uint64_t from[4] = {};
  uint64_t to[4] = {};
  unsigned numMoves = 0;
  size_t numGroups = 0;
};

/// A tile is a run of neighbouring vectors, the unit in which diagonal and Pauli kernels count.
constexpr unsigned maxTileVectors = 64;

/// Multiplies each vector by coefficient vector number h = outer(tile) ^ inner[vector of the tile].
struct DiagonalPass {
  static constexpr uint16_t skip = 0xffff;
  uint64_t controlMask = 0; // controls that select the tile
  uint64_t controlValue = 0;
  unsigned numOuter = 0; // targets that select the tile
  uint64_t outerBits[64] = {};
  uint16_t outerTerms[64] = {};        // what a set bit contributes to h
  uint16_t inner[maxTileVectors] = {}; // or `skip`, where controls do not hold
  unsigned tileVectors = 0;
  size_t numTiles = 0;
  unsigned numCoefficients = 0;
  const double *coefficients = nullptr; // [h][re, im] vectors, 64-byte aligned
};

/// coefficient * (-1)^(z . index)
struct PauliPhase {
  uint64_t z = 0;
  double coefficient = 0;
};

struct KernelSet {
  const char *name;
  unsigned laneBits;

  void (*dense)(StateView state, const DensePass &pass, size_t begin, size_t end);
  /// ket <- M ket; overlaps[h][j] += conj(bra row h) * ket column j, lane by lane; bra <- M bra. M is the adjoint.
  void (*denseBackward)(StateView ket, StateView bra, const DensePass &pass, double *overlaps, size_t begin,
                        size_t end);
  void (*permute)(StateView state, const PermutePass &pass, size_t begin, size_t end);
  void (*diagonal)(StateView state, const DiagonalPass &pass, size_t begin, size_t end);
  /// As denseBackward, overlaps[h] only.
  void (*diagonalBackward)(StateView ket, StateView bra, const DiagonalPass &pass, double *overlaps, size_t begin,
                           size_t end);
  /// For term i, adds to sums[i] the sum over index of (-1)^(z_i . index) q, q = conj(state[index]) state[index ^
  /// flip]: its real part for the first `numReal` terms, its imaginary part for the others.
  void (*pauliValues)(StateView state, uint64_t flip, const uint64_t *z, unsigned numReal, unsigned numTerms,
                      double *sums, unsigned tileVectors, size_t begin, size_t end);
  /// target[index] += E(index) * source[index ^ flip]; E sums the first `numReal` phases, and i times the others.
  void (*pauliApply)(StateView source, StateView target, uint64_t flip, const PauliPhase *phases, unsigned numReal,
                     unsigned numTerms, unsigned tileVectors, size_t begin, size_t end);
};

/// The kernels in use.
const KernelSet &kernels();

} // namespace qml::rt
