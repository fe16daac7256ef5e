// SPDX-License-Identifier: Apache-2.0
//
// Products of small real matrices, part of KernelSet.cpp: tiles of sums stay in registers, numbers of the left matrix times vectors of
// the right one.
#pragma once

#include "Vector.h"

#include <stddef.h>

namespace qml::rt {
namespace {

template <unsigned A, unsigned B>
inline void productTile(const Real *a, size_t rowStride, size_t columnStride, size_t depth, const Real *b, size_t columns, bool adds,
                        Real *to) {
  V sums[A][B];
  for (unsigned i = 0; i < A; ++i)
    for (unsigned j = 0; j < B; ++j)
      sums[i][j] = adds ? load(to + i * columns + j * lanes) : V{};
  for (size_t k = 0; k < depth; ++k) {
    V right[B];
    for (unsigned j = 0; j < B; ++j)
      right[j] = load(b + k * columns + j * lanes);
    for (unsigned i = 0; i < A; ++i)
      for (unsigned j = 0; j < B; ++j)
        sums[i][j] += a[i * rowStride + k * columnStride] * right[j];
  }
  for (unsigned i = 0; i < A; ++i)
    for (unsigned j = 0; j < B; ++j)
      store(to + i * columns + j * lanes, sums[i][j]);
}

void matrixProduct(const Real *a, size_t rowStride, size_t columnStride, size_t rows, size_t depth, const Real *b, size_t columns,
                   bool adds, Real *to) {
  constexpr unsigned most = 4, mostVectors = 2;
  for (size_t j = 0; j < columns;) {
    const bool wide = j + mostVectors * lanes <= columns;
    for (size_t i = 0; i < rows;) {
      const bool whole = i + most <= rows;
      const auto tile = whole ? wide ? productTile<most, mostVectors> : productTile<most, 1>
                              : wide ? productTile<1, mostVectors> : productTile<1, 1>;
      tile(a + i * rowStride, rowStride, columnStride, depth, b + j, columns, adds, to + i * columns + j);
      i += whole ? most : 1;
    }
    j += wide ? mostVectors * lanes : lanes;
  }
}

} // namespace
} // namespace qml::rt
