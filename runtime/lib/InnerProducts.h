// SPDX-License-Identifier: Apache-2.0
//
// Inner products of the rows of two tables, part of KernelSet.cpp: a product of matrices whose rows stay interleaved complex
// numbers. With (re, im) next to each other, Re(conj(v) u) is the plain product of two rows of numbers; for the imaginary part
// the neighbours of u change places and every second product counts negative.
#pragma once

#include "SinCos.h"

namespace qml::rt {
namespace {

typedef double Unaligned __attribute__((vector_size(vectorBytes), may_alias, aligned(8)));

/// Products of a rows of u with b rows of v: as many sums as registers hold. Each pair is summed in the same order whatever
/// the tile.
template <unsigned a, unsigned b>
inline void innerTile(const double *u, const double *v, size_t stride, size_t size, double *sums, size_t sumStride) {
  D same[a][b] = {}, crossed[a][b] = {};
  size_t k = 0;
  for (; k + doubleLanes <= size; k += doubleLanes) {
    D left[a], swapped[a];
    for (unsigned i = 0; i < a; ++i) {
      left[i] = *reinterpret_cast<const Unaligned *>(u + i * stride + k);
      if constexpr (doubleLanes == 8)
        swapped[i] = __builtin_shufflevector(left[i], left[i], 1, 0, 3, 2, 5, 4, 7, 6);
      else if constexpr (doubleLanes == 4)
        swapped[i] = __builtin_shufflevector(left[i], left[i], 1, 0, 3, 2);
      else
        swapped[i] = __builtin_shufflevector(left[i], left[i], 1, 0);
    }
    for (unsigned j = 0; j < b; ++j) {
      const D right = *reinterpret_cast<const Unaligned *>(v + j * stride + k);
      for (unsigned i = 0; i < a; ++i) {
        same[i][j] += left[i] * right;
        crossed[i][j] += swapped[i] * right;
      }
    }
  }
  for (unsigned i = 0; i < a; ++i)
    for (unsigned j = 0; j < b; ++j) {
      double re[2] = {}, im[2] = {};
      for (unsigned l = 0; l < doubleLanes; ++l) {
        re[l & 1] += same[i][j][l];
        im[l & 1] += crossed[i][j][l];
      }
      for (size_t rest = k; rest < size; ++rest) { // states shorter than a vector
        re[rest & 1] += u[i * stride + rest] * v[j * stride + rest];
        im[rest & 1] += u[i * stride + (rest ^ 1)] * v[j * stride + rest];
      }
      double *sum = sums + (i * sumStride + j) * 2;
      sum[0] += re[0] + re[1];
      sum[1] += im[0] - im[1];
    }
}

void innerProducts(const double *u, size_t numU, const double *v, size_t numV, size_t stride, size_t size, double *sums) {
  constexpr unsigned edge = vectorBytes == 64 ? 3 : 2;
  for (size_t i = 0; i < numU;) {
    const bool whole = i + edge <= numU;
    for (size_t j = 0; j < numV;) {
      const double *left = u + i * stride, *right = v + j * stride;
      double *sum = sums + (i * numV + j) * 2;
      const bool wide = j + edge <= numV;
      if (whole && wide)
        innerTile<edge, edge>(left, right, stride, size, sum, numV);
      else if (whole)
        innerTile<edge, 1>(left, right, stride, size, sum, numV);
      else if (wide)
        innerTile<1, edge>(left, right, stride, size, sum, numV);
      else
        innerTile<1, 1>(left, right, stride, size, sum, numV);
      j += wide ? edge : 1;
    }
    i += whole ? edge : 1;
  }
}

} // namespace
} // namespace qml::rt
