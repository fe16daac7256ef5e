// SPDX-License-Identifier: Apache-2.0
//
// Kernels of dense blocks, part of KernelSet.cpp. Each is a template on the number of high targets, the set of low
// targets, and whether coefficients are vectors and real; a table picks the instance. For one target the coefficients
// stay in registers.
#pragma once

#include "Kernels.h"
#include "Vector.h"

namespace qml::rt {
namespace {

/// What the compiler knows about a pass.
template <unsigned High, unsigned Low, bool PerLane, bool Real> struct Shape {
  static constexpr unsigned rows = 1u << High;
  static constexpr unsigned flips = 1u << countBits(Low);
  static constexpr unsigned columns = rows * flips;
  static constexpr unsigned numbers = 2 * rows * columns;
  static constexpr unsigned width = PerLane ? lanes : 1;
  static constexpr bool small = numbers <= 16;
  /// Rows computed together share the loads of the columns.
  static constexpr unsigned rowsAtOnce = rows < 4 ? rows : 4;
};

/// The coefficients: in registers where they fit, in memory otherwise.
template <typename S, bool PerLane, bool Small = S::small> struct Coefficients {
  V values[S::numbers];
  explicit Coefficients(const double *from) {
#pragma GCC unroll 16
    for (unsigned i = 0; i < S::numbers; ++i)
      values[i] = PerLane ? load(from + i * lanes) : broadcast(from[i]);
  }
  V operator[](unsigned i) const { return values[i]; }
};
template <typename S, bool PerLane> struct Coefficients<S, PerLane, false> {
  const double *values;
  explicit Coefficients(const double *from) : values(from) {}
  V operator[](unsigned i) const { return PerLane ? load(values + i * lanes) : broadcast(values[i]); }
};

/// The columns of one group: each high vector with its lanes flipped by every subset of the low targets.
template <typename S, unsigned Low> struct Columns {
  V re[S::columns], im[S::columns];

  template <size_t... D> [[gnu::always_inline]] void fill(unsigned h, V r, V i, std::index_sequence<D...>) {
    ((re[h * S::flips + D] = flipLanes<subset(D, Low)>(r), im[h * S::flips + D] = flipLanes<subset(D, Low)>(i)), ...);
  }
  [[gnu::always_inline]] void set(unsigned h, V r, V i) { fill(h, r, i, std::make_index_sequence<S::flips>()); }
  [[gnu::always_inline]] void loadFrom(StateView state, uint64_t base, const uint64_t *offsets) {
#pragma GCC unroll 4
    for (unsigned h = 0; h < S::rows; ++h)
      set(h, load(state.re + base + offsets[h]), load(state.im + base + offsets[h]));
  }
};

/// Rows first .. first + rowsAtOnce of matrix times columns.
template <typename S, bool Real, typename C, typename X>
[[gnu::always_inline]] inline void multiplyRows(const C &c, const X &x, unsigned first, V *re, V *im) {
  constexpr unsigned count = S::rowsAtOnce;
#pragma GCC unroll 4
  for (unsigned r = 0; r < count; ++r)
    re[r] = im[r] = V{};
#pragma GCC unroll 8
  for (unsigned j = 0; j < S::columns; ++j) {
#pragma GCC unroll 4
    for (unsigned r = 0; r < count; ++r) {
      unsigned at = 2 * ((first + r) * S::columns + j);
      V cr = c[at];
      re[r] += cr * x.re[j];
      im[r] += cr * x.im[j];
      if constexpr (!Real) {
        V ci = c[at + 1];
        re[r] -= ci * x.im[j];
        im[r] += ci * x.re[j];
      }
    }
  }
}

/// Base index of group number `group`: zeros are inserted at the fixed bits.
inline uint64_t groupBase(uint64_t group, uint64_t fixedBits) {
  uint64_t base = group * lanes;
  while (fixedBits != 0) {
    uint64_t below = (fixedBits & -fixedBits) - 1;
    base = ((base & ~below) << 1) | (base & below);
    fixedBits &= fixedBits - 1;
  }
  return base;
}
/// The base of the next group: a carry runs through the fixed bits.
inline uint64_t nextBase(uint64_t base, uint64_t fixedBits) { return ((base | fixedBits) + lanes) & ~fixedBits; }

template <unsigned High, unsigned Low, bool PerLane, bool Real>
void dense(StateView state, const DensePass &pass, size_t begin, size_t end) {
  using S = Shape<High, Low, PerLane, Real>;
  const Coefficients<S, PerLane> c(pass.coefficients);
  uint64_t offsets[S::rows];
  for (unsigned h = 0; h < S::rows; ++h)
    offsets[h] = pass.offsets[h] + pass.controlValue;
  uint64_t base = groupBase(begin, pass.fixedBits);
  for (size_t group = begin; group < end; ++group, base = nextBase(base, pass.fixedBits)) {
    Columns<S, Low> x;
    x.loadFrom(state, base, offsets);
    for (unsigned first = 0; first < S::rows; first += S::rowsAtOnce) {
      V re[S::rowsAtOnce], im[S::rowsAtOnce];
      multiplyRows<S, Real>(c, x, first, re, im);
#pragma GCC unroll 4
      for (unsigned r = 0; r < S::rowsAtOnce; ++r) {
        store(state.re + base + offsets[first + r], re[r]);
        store(state.im + base + offsets[first + r], im[r]);
      }
    }
  }
}

/// Overlaps of one group, accumulated in registers where they fit.
template <typename S, typename X> [[gnu::always_inline]] inline void addOverlaps(V *sums, const X &bra, const X &ket) {
#pragma GCC unroll 4
  for (unsigned h = 0; h < S::rows; ++h) {
    V br = bra.re[h * S::flips], bi = bra.im[h * S::flips];
#pragma GCC unroll 8
    for (unsigned j = 0; j < S::columns; ++j) {
      V *sum = sums + 2 * (h * S::columns + j);
      sum[0] += br * ket.re[j] + bi * ket.im[j];
      sum[1] += br * ket.im[j] - bi * ket.re[j];
    }
  }
}

template <unsigned High, unsigned Low, bool PerLane, bool Real>
void denseBackward(StateView ket, StateView bra, const DensePass &pass, double *overlaps, size_t begin, size_t end) {
  using S = Shape<High, Low, PerLane, Real>;
  const Coefficients<S, PerLane> c(pass.coefficients);
  V registers[S::small ? S::numbers : 1];
  V *sums = S::small ? registers : reinterpret_cast<V *>(overlaps);
  if constexpr (S::small)
    for (unsigned i = 0; i < S::numbers; ++i)
      registers[i] = load(overlaps + i * lanes);
  uint64_t offsets[S::rows];
  for (unsigned h = 0; h < S::rows; ++h)
    offsets[h] = pass.offsets[h] + pass.controlValue;
  uint64_t base = groupBase(begin, pass.fixedBits);
  for (size_t group = begin; group < end; ++group, base = nextBase(base, pass.fixedBits)) {
    Columns<S, Low> x, y, b;
    x.loadFrom(ket, base, offsets);
    b.loadFrom(bra, base, offsets);
    for (unsigned first = 0; first < S::rows; first += S::rowsAtOnce) {
      V re[S::rowsAtOnce], im[S::rowsAtOnce];
      multiplyRows<S, Real>(c, x, first, re, im);
#pragma GCC unroll 4
      for (unsigned r = 0; r < S::rowsAtOnce; ++r) {
        store(ket.re + base + offsets[first + r], re[r]);
        store(ket.im + base + offsets[first + r], im[r]);
        y.set(first + r, re[r], im[r]);
      }
      multiplyRows<S, Real>(c, b, first, re, im);
#pragma GCC unroll 4
      for (unsigned r = 0; r < S::rowsAtOnce; ++r) {
        store(bra.re + base + offsets[first + r], re[r]);
        store(bra.im + base + offsets[first + r], im[r]);
      }
    }
    addOverlaps<S>(sums, b, y);
  }
  if constexpr (S::small)
    for (unsigned i = 0; i < S::numbers; ++i)
      store(overlaps + i * lanes, registers[i]);
}

using DenseKernel = void (*)(StateView, const DensePass &, size_t, size_t);
using DenseBackwardKernel = void (*)(StateView, StateView, const DensePass &, double *, size_t, size_t);

/// The instances for one number of high targets and one set of low ones; null where the block would be too large.
struct DenseInstance {
  DenseKernel forward[2][2]; // perLane, real
  DenseBackwardKernel backward[2];
};
constexpr unsigned maxTargets = 5;

template <unsigned High, unsigned Low> constexpr DenseInstance denseInstance() {
  if constexpr (High + countBits(Low) > maxTargets || High + Low == 0)
    return {};
  else if constexpr (Low != 0) // low targets always have coefficients per lane
    return {{{nullptr, nullptr}, {dense<High, Low, true, false>, dense<High, Low, true, true>}},
            {nullptr, denseBackward<High, Low, true, false>}};
  else
    return {{{dense<High, Low, false, false>, dense<High, Low, false, true>},
             {dense<High, Low, true, false>, dense<High, Low, true, true>}},
            {denseBackward<High, Low, false, false>, denseBackward<High, Low, true, false>}};
}

struct DenseTable {
  DenseInstance at[maxTargets + 1][lanes];
};
template <size_t... I> constexpr DenseTable denseTable(std::index_sequence<I...>) {
  DenseTable table = {};
  ((table.at[I / lanes][I % lanes] = denseInstance<I / lanes, I % lanes>()), ...);
  return table;
}
constexpr DenseTable denseInstances = denseTable(std::make_index_sequence<(maxTargets + 1) * lanes>());

void anyDense(StateView state, const DensePass &pass, size_t begin, size_t end) {
  denseInstances.at[pass.numHigh][pass.lowTargets].forward[pass.perLane][pass.real](state, pass, begin, end);
}
void anyDenseBackward(StateView ket, StateView bra, const DensePass &pass, double *overlaps, size_t begin, size_t end) {
  denseInstances.at[pass.numHigh][pass.lowTargets].backward[pass.perLane](ket, bra, pass, overlaps, begin, end);
}

template <unsigned Moves> void permuteVectors(StateView state, const PermutePass &pass, size_t begin, size_t end) {
  uint64_t from[Moves], to[Moves];
  for (unsigned i = 0; i < Moves; ++i) {
    from[i] = pass.from[i] + pass.controlValue;
    to[i] = pass.to[i] + pass.controlValue;
  }
  uint64_t base = groupBase(begin, pass.fixedBits);
  for (size_t group = begin; group < end; ++group, base = nextBase(base, pass.fixedBits)) {
    V re[Moves], im[Moves];
#pragma GCC unroll 4
    for (unsigned i = 0; i < Moves; ++i) {
      re[i] = load(state.re + base + from[i]);
      im[i] = load(state.im + base + from[i]);
    }
#pragma GCC unroll 4
    for (unsigned i = 0; i < Moves; ++i) {
      store(state.re + base + to[i], re[i]);
      store(state.im + base + to[i], im[i]);
    }
  }
}

void permute(StateView state, const PermutePass &pass, size_t begin, size_t end) {
  switch (pass.numMoves) {
  case 2: return permuteVectors<2>(state, pass, begin, end);
  case 3: return permuteVectors<3>(state, pass, begin, end);
  case 4: return permuteVectors<4>(state, pass, begin, end);
  default: return; // the identity moves nothing
  }
}

} // namespace
} // namespace qml::rt
