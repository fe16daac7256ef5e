// SPDX-License-Identifier: Apache-2.0
//
// Inner products of the rows of two tables, part of KernelSet.cpp: a product of matrices in tiles of as many sums as registers hold.
#pragma once

#include "SinCos.h"

namespace qml::rt {
namespace {

typedef double Unaligned __attribute__((vector_size(vectorBytes), may_alias, aligned(8)));
typedef double Pair __attribute__((vector_size(16), may_alias, aligned(8)));

/// What the even lanes come to, and the odd ones.
inline Pair sumPairs(D x) {
  Pair sum = {};
  for (unsigned l = 0; l < doubleLanes; l += 2)
    sum += Pair{x[l], x[l + 1]};
  return sum;
}

/// Products of A rows of u with B rows of v. Each pair is summed in the same order whatever the tile.
template <unsigned A, unsigned B>
inline void innerTile(const double *u, size_t strideU, const double *v, size_t strideV, size_t size, bool adds, double *sums,
                      size_t sumStride) {
  D products[A][B] = {};
  size_t k = 0;
  for (; k + doubleLanes <= size; k += doubleLanes) {
    D left[A];
    for (unsigned i = 0; i < A; ++i)
      left[i] = *reinterpret_cast<const Unaligned *>(u + i * strideU + k);
    for (unsigned j = 0; j < B; ++j) {
      const D right = *reinterpret_cast<const Unaligned *>(v + j * strideV + k);
      for (unsigned i = 0; i < A; ++i)
        products[i][j] += left[i] * right;
    }
  }
  for (unsigned i = 0; i < A; ++i)
    for (unsigned j = 0; j < B; ++j) {
      double *const sum = sums + (i * sumStride + j) * 2;
      *reinterpret_cast<Pair *>(sum) = sumPairs(products[i][j]) + (adds ? *reinterpret_cast<const Pair *>(sum) : Pair{});
      for (size_t rest = k; rest < size; ++rest) // rows shorter than a vector
        sum[rest & 1] += u[i * strideU + rest] * v[j * strideV + rest];
    }
}

void innerProducts(const double *u, size_t numU, size_t strideU, const double *v, size_t numV, size_t strideV, size_t size, bool adds,
                   bool upper, double *sums) {
  constexpr unsigned most = vectorBytes == 64 ? 4 : 3, mostV = vectorBytes == 64 ? 6 : 4;
  for (size_t i = 0; i < numU;) {
    const bool whole = i + most <= numU;
    for (size_t j = upper ? i : 0; j < numV;) {
      const size_t width = j + mostV <= numV ? mostV : j + 2 <= numV ? 2 : 1;
      const auto tile = width == mostV ? whole ? innerTile<most, mostV> : innerTile<1, mostV>
                        : width == 2   ? whole ? innerTile<most, 2> : innerTile<1, 2>
                                       : whole ? innerTile<most, 1> : innerTile<1, 1>;
      tile(u + i * strideU, strideU, v + j * strideV, strideV, size, adds, sums + (i * numV + j) * 2, numV);
      j += width;
    }
    i += whole ? most : 1;
  }
}

/// In an order of its own, which hangs on `count` only.
void addParts(const double *numbers, size_t count, double sign, double *to) {
  size_t i = 0;
  for (; i + doubleLanes <= count; i += doubleLanes) {
    const D low = *reinterpret_cast<const Unaligned *>(numbers + 2 * i);
    const D high = *reinterpret_cast<const Unaligned *>(numbers + 2 * i + doubleLanes);
    D re, im;
#pragma clang loop unroll(full)
    for (unsigned l = 0; l < doubleLanes; ++l) { // without leaving the parts that a vector permutes fastest in
      re[l] = l % 2 == 0 ? low[l] : high[l - 1];
      im[l] = l % 2 == 0 ? low[l + 1] : high[l];
    }
    *reinterpret_cast<Unaligned *>(to + i) = im + sign * re;
  }
  for (; i < count; ++i)
    to[i] = numbers[2 * i + 1] + sign * numbers[2 * i];
}

} // namespace
} // namespace qml::rt
