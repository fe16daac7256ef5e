// SPDX-License-Identifier: Apache-2.0
//
// Products of states of single bits, part of KernelSet.cpp: written into tiles, and the overlaps of a bra with them. What single
// bits do is computed in double precision, for all rows of a batch side by side.
#pragma once

#include "Kernels.h"
#include "Vector.h"

namespace qml::rt {
namespace {

typedef double DoubleVector __attribute__((vector_size(vectorBytes)));

/// A complex number, or as many as a vector holds.
template <typename T> struct Number {
  T re, im;
  friend Number operator*(Number a, Number b) { return {a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re}; }
  friend Number operator+(Number a, Number b) { return {a.re + b.re, a.im + b.im}; }
};
/// At any address.
template <typename T> inline T doublesAt(const double *from) {
  T x;
  __builtin_memcpy(&x, from, sizeof x);
  return x;
}
template <typename T> inline void setDoubles(double *to, T x) { __builtin_memcpy(to, &x, sizeof x); }
template <typename T> inline T same(double x) { return x - T{}; }
template <typename T> inline Number<T> numberAt(const ProductTable &table, size_t i) {
  return {doublesAt<T>(table.re + i), doublesAt<T>(table.im + i)};
}
template <typename T> inline void setNumber(const ProductTable &table, size_t i, Number<T> x) {
  setDoubles(table.re + i, x.re);
  setDoubles(table.im + i, x.im);
}
inline Number<double> sumOf(Number<double> x) { return x; }
inline Number<double> sumOf(Number<DoubleVector> x) {
  Number<double> sum = {0, 0};
  for (unsigned l = 0; l < doubleLanes; ++l)
    sum = sum + Number<double>{x.re[l], x.im[l]};
  return sum;
}

/// Calls body<type>(row) for rows side by side.
template <typename Body> [[gnu::always_inline]] inline void forRows(size_t rows, Body body) {
  if (rows % doubleLanes == 0)
    for (size_t row = 0; row < rows; row += doubleLanes)
      body.template operator()<DoubleVector>(row);
  else
    for (size_t row = 0; row < rows; ++row)
      body.template operator()<double>(row);
}

/// exp(-i angle/2 P) on the pair (x0, x1).
template <BitTurn::Axis A, typename T> [[gnu::always_inline]] inline void turnPair(T s, T c, Number<T> &x0, Number<T> &x1) {
  const Number<T> a = x0, b = x1;
  if constexpr (A == BitTurn::X) {
    x0 = {c * a.re + s * b.im, c * a.im - s * b.re};
    x1 = {c * b.re + s * a.im, c * b.im - s * a.re};
  } else if constexpr (A == BitTurn::Y) {
    x0 = {c * a.re - s * b.re, c * a.im - s * b.im};
    x1 = {c * b.re + s * a.re, c * b.im + s * a.im};
  } else {
    x0 = a * Number<T>{c, -s};
    x1 = b * Number<T>{c, s};
  }
}

/// The imaginary part of w0 (P x)_0 + w1 (P x)_1.
template <BitTurn::Axis A, typename T>
[[gnu::always_inline]] inline T overlapOf(Number<T> w0, Number<T> w1, Number<T> x0, Number<T> x1) {
  if constexpr (A == BitTurn::X)
    return (w0 * x1 + w1 * x0).im;
  if constexpr (A == BitTurn::Y) // P x = (-i x1, i x0)
    return (w1 * x0).re - (w0 * x1).re;
  return (w0 * x0).im - (w1 * x1).im;
}

/// Calls run<axis>(sine, cosine) for a turn in some rows.
template <typename T, typename Run> [[gnu::always_inline]] inline void withTurn(const BitTurn &turn, size_t row, Run run) {
  const T s = turn.varies ? doublesAt<T>(turn.sines + row) : same<T>(*turn.sines);
  const T c = turn.varies ? doublesAt<T>(turn.cosines + row) : same<T>(*turn.cosines);
  switch (turn.axis) {
  case BitTurn::X: return run.template operator()<BitTurn::X>(s, c);
  case BitTurn::Y: return run.template operator()<BitTurn::Y>(s, c);
  case BitTurn::Z: return run.template operator()<BitTurn::Z>(s, c);
  }
}

void turnBit(const BitTurn *turns, size_t numTurns, size_t rows, const ProductTable &bit) {
  forRows(rows, [&]<typename T>(size_t row) __attribute__((always_inline)) {
    Number<T> x0 = numberAt<T>(bit, row), x1 = numberAt<T>(bit, rows + row);
    for (size_t i = 0; i < numTurns; ++i)
      withTurn<T>(turns[i], row, [&]<BitTurn::Axis A>(T s, T c) __attribute__((always_inline)) { turnPair<A>(s, c, x0, x1); });
    setNumber(bit, row, x0), setNumber(bit, rows + row, x1);
  });
}

void turnBitBack(const BitTurn *turns, size_t numTurns, size_t rows, const ProductTable &bit, const ProductTable &weights,
                 double *sums) {
  size_t width = 1; // of the numbers side by side
  forRows(rows, [&]<typename T>(size_t row) __attribute__((always_inline)) {
    width = sizeof(T) / sizeof(double);
    Number<T> x0 = numberAt<T>(bit, row), x1 = numberAt<T>(bit, rows + row);
    Number<T> w0 = numberAt<T>(weights, row), w1 = numberAt<T>(weights, rows + row);
    for (size_t i = numTurns; i-- > 0;)
      withTurn<T>(turns[i], row, [&]<BitTurn::Axis A>(T s, T c) __attribute__((always_inline)) {
        const T overlap = overlapOf<A>(w0, w1, x0, x1);
        double *const sum = sums + i * rows;
        if (turns[i].varies || row == 0)
          setDoubles(sum + row, overlap);
        else
          setDoubles(sum, doublesAt<T>(sum) + overlap);
        turnPair<A>(-s, c, x0, x1);
        // Weights multiply from the left: by the transpose, which for Y is the adjoint.
        turnPair<A>(A == BitTurn::Y ? -s : s, c, w0, w1);
      });
    setNumber(bit, row, x0), setNumber(bit, rows + row, x1);
    setNumber(weights, row, w0), setNumber(weights, rows + row, w1);
  });
  for (size_t i = 0; i < numTurns; ++i)
    for (size_t lane = 1; lane < width && !turns[i].varies; ++lane)
      sums[i * rows] += sums[i * rows + lane];
}

void appendBit(const ProductTable &bit, size_t size, size_t rows, const ProductTable &from, const ProductTable &to) {
  auto append = [&]<typename T>(size_t i, Number<T> zero, Number<T> one) __attribute__((always_inline)) {
    const Number<T> number = numberAt<T>(from, i);
    setNumber(to, i, number * zero);
    setNumber(to, size * rows + i, number * one);
  };
  if (rows == 1)
    return forRows(size, [&]<typename T>(size_t x) __attribute__((always_inline)) {
      append(x, Number<T>{same<T>(bit.re[0]), same<T>(bit.im[0])}, Number<T>{same<T>(bit.re[1]), same<T>(bit.im[1])});
    });
  forRows(rows, [&]<typename T>(size_t row) __attribute__((always_inline)) {
    const Number<T> zero = numberAt<T>(bit, row), one = numberAt<T>(bit, rows + row);
    for (size_t x = 0; x < size; ++x)
      append(x * rows + row, zero, one);
  });
}

void removeBit(const ProductTable &bit, size_t size, size_t rows, const ProductTable &table, const ProductTable &others,
               const ProductTable &weights) {
  auto remove = [&]<typename T>(size_t i, Number<T> zero, Number<T> one, Number<T> &w0, Number<T> &w1) __attribute__((always_inline)) {
    const Number<T> x0 = numberAt<T>(table, i), x1 = numberAt<T>(table, size * rows + i), other = numberAt<T>(others, i);
    w0 = w0 + x0 * other;
    w1 = w1 + x1 * other;
    setNumber(table, i, x0 * zero + x1 * one);
  };
  if (rows == 1) {
    Number<double> sums[2] = {};
    forRows(size, [&]<typename T>(size_t x) __attribute__((always_inline)) {
      Number<T> w0 = {}, w1 = {};
      remove(x, Number<T>{same<T>(bit.re[0]), same<T>(bit.im[0])}, Number<T>{same<T>(bit.re[1]), same<T>(bit.im[1])}, w0, w1);
      sums[0] = sums[0] + sumOf(w0);
      sums[1] = sums[1] + sumOf(w1);
    });
    setNumber(weights, 0, sums[0]), setNumber(weights, 1, sums[1]);
    return;
  }
  forRows(rows, [&]<typename T>(size_t row) __attribute__((always_inline)) {
    const Number<T> zero = numberAt<T>(bit, row), one = numberAt<T>(bit, rows + row);
    Number<T> w0 = {}, w1 = {};
    for (size_t x = 0; x < size; ++x)
      remove(x * rows + row, zero, one, w0, w1);
    setNumber(weights, row, w0), setNumber(weights, rows + row, w1);
  });
}

/// The factors of one number of the high table.
struct HighFactors {
  const ProductPass<Real> &pass;
  size_t y;
  [[gnu::always_inline]] void get(unsigned row, V &re, V &im) const {
    if (pass.rowVectors == 0) {
      const Real r = pass.highRe[y], i = pass.highIm[y];
      re = broadcast(pass.re * r - pass.im * i);
      im = broadcast(pass.re * i + pass.im * r);
      return;
    }
    re = load(pass.highRe + (y * pass.rowVectors + row) * lanes);
    im = load(pass.highIm + (y * pass.rowVectors + row) * lanes);
  }
};

void product(Amplitudes<Real> tile, size_t begin, size_t end, const ProductPass<Real> &pass) {
  const unsigned rows = pass.rowVectors == 0 ? 1 : pass.rowVectors;
  for (size_t y = begin; y < end; ++y)
    for (unsigned row = 0; row < rows; ++row) {
      V hr, hi;
      HighFactors{pass, y}.get(row, hr, hi);
      for (size_t j = row; j < pass.numLow; j += rows) {
        const size_t at = (y * pass.numLow + j) * lanes;
        const V lr = load(pass.lowRe + j * lanes);
        if (pass.realOnly) {
          store(tile.re + at, hr * lr);
          continue;
        }
        const V li = load(pass.lowIm + j * lanes);
        store(tile.re + at, hr * lr - hi * li);
        store(tile.im + at, hr * li + hi * lr);
      }
    }
}

void productOverlaps(Amplitudes<Real> bra, size_t begin, size_t end, const ProductPass<Real> &pass, Amplitudes<Real> lowSums,
                     Amplitudes<Real> highSums) {
  const unsigned rows = pass.rowVectors == 0 ? 1 : pass.rowVectors;
  for (size_t y = begin; y < end; ++y)
    for (unsigned row = 0; row < rows; ++row) {
      V hr, hi, re = {}, im = {};
      HighFactors{pass, y}.get(row, hr, hi);
      for (size_t j = row; j < pass.numLow; j += rows) {
        if (j & pass.zeroLow)
          continue;
        const size_t at = (y * pass.numLow + j) * lanes, low = j * lanes;
        const V lr = load(pass.lowRe + low), li = load(pass.lowIm + low), br = load(bra.re + at);
        const V bi = pass.realOnly ? V{} : load(bra.im + at);
        re += br * lr + bi * li;
        im += br * li - bi * lr;
        store(lowSums.re + low, load(lowSums.re + low) + (br * hr + bi * hi));
        store(lowSums.im + low, load(lowSums.im + low) + (br * hi - bi * hr));
      }
      if (pass.rowVectors == 0) {
        highSums.re[y] = pairwiseSum(re), highSums.im[y] = pairwiseSum(im);
        continue;
      }
      store(highSums.re + (y * rows + row) * lanes, re);
      store(highSums.im + (y * rows + row) * lanes, im);
    }
}

} // namespace
} // namespace qml::rt
