// SPDX-License-Identifier: Apache-2.0
//
// Products of small real matrices, and quadratic forms of the rows of a batch, part of KernelSet.cpp: tiles of sums stay in registers,
// numbers of the left matrix times vectors of the right one. What is multiplied with a form is given by pointers to the rows' first
// numbers.
#pragma once

#include "Vector.h"

#include <stddef.h>

namespace qml::rt {
namespace {

constexpr unsigned mostLines = 4, mostVectors = 2; // of a tile

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

/// Cuts a matrix of whole vectors into tiles: calls run<A, B>(line, column) for A lines and B vectors from there on.
template <typename Run> inline void forTiles(size_t lines, size_t columns, Run run) {
  for (size_t column = 0; column < columns;) {
    const bool wide = column + mostVectors * lanes <= columns;
    for (size_t line = 0; line < lines;) {
      const bool whole = line + mostLines <= lines;
      if (whole && wide)
        run.template operator()<mostLines, mostVectors>(line, column);
      else if (whole)
        run.template operator()<mostLines, 1>(line, column);
      else if (wide)
        run.template operator()<1, mostVectors>(line, column);
      else
        run.template operator()<1, 1>(line, column);
      line += whole ? mostLines : 1;
    }
    column += wide ? mostVectors * lanes : lanes;
  }
}

void matrixProduct(const Real *a, size_t rowStride, size_t columnStride, size_t rows, size_t depth, const Real *b, size_t columns,
                   bool adds, Real *to) {
  forTiles(rows, columns, [=]<unsigned A, unsigned B>(size_t i, size_t j) {
    productTile<A, B>(a + i * rowStride, rowStride, columnStride, depth, b + j, columns, adds, to + i * columns + j);
  });
}

/// Adds form[i][k] numbers[k] to the sums of A lines of the form, for k from `begin` to `end` and the B vectors of rows from `row` on.
template <unsigned A, unsigned B>
inline void addProducts(const Real *form, size_t stride, size_t begin, size_t end, const Real *const *numbers, size_t row, V (&sums)[A][B]) {
  for (size_t k = begin; k < end; ++k)
    for (unsigned j = 0; j < B; ++j) {
      const V right = load(numbers[k] + row + j * lanes);
      for (unsigned i = 0; i < A; ++i)
        sums[i][j] += form[i * stride + k] * right;
    }
}

template <unsigned A, unsigned B>
inline void addValues(const Real *form, size_t stride, size_t first, size_t size, const Real *const *numbers, size_t row, V (&values)[B]) {
  V sums[A][B] = {};
  addProducts(form + first * stride, stride, first + A, size, numbers, row, sums);
  for (auto &line : sums)
    for (V &sum : line)
      sum += sum; // for what the form has below the diagonal
  addProducts(form + first * stride, stride, first, first + A, numbers, row, sums);
  for (unsigned i = 0; i < A; ++i)
    for (unsigned j = 0; j < B; ++j)
      values[j] += load(numbers[first + i] + row + j * lanes) * sums[i][j];
}

template <unsigned B> inline void valueTile(const Real *form, size_t stride, size_t size, const Real *const *numbers, size_t row, Real *values) {
  V sums[B] = {};
  size_t a = 0;
  for (; a + mostLines <= size; a += mostLines)
    addValues<mostLines, B>(form, stride, a, size, numbers, row, sums);
  for (; a < size; ++a)
    addValues<1, B>(form, stride, a, size, numbers, row, sums);
  for (unsigned j = 0; j < B; ++j)
    store(values + row + j * lanes, sums[j]);
}

void formValues(const Real *form, size_t stride, size_t size, const Real *const *numbers, size_t numRows, Real *values) {
  size_t row = 0;
  for (; row + mostVectors * lanes <= numRows; row += mostVectors * lanes)
    valueTile<mostVectors>(form, stride, size, numbers, row, values);
  for (; row < numRows; row += lanes)
    valueTile<1>(form, stride, size, numbers, row, values);
}

template <unsigned A, unsigned B>
inline void gradientTile(const Real *form, size_t stride, size_t size, const Real *const *numbers, const Real *weights, size_t row,
                         Real *const *to) {
  V sums[A][B] = {};
  addProducts(form, stride, 0, size, numbers, row, sums);
  for (unsigned i = 0; i < A; ++i)
    for (unsigned j = 0; j < B; ++j) {
      Real *const place = to[i] + row + j * lanes;
      store(place, load(place) + load(weights + row + j * lanes) * sums[i][j]);
    }
}

void addFormGradients(const Real *form, size_t stride, size_t size, const Real *const *numbers, const Real *weights, size_t numRows,
                      Real *const *to) {
  forTiles(size, numRows, [=]<unsigned A, unsigned B>(size_t a, size_t row) {
    gradientTile<A, B>(form + a * stride, stride, size, numbers, weights, row, to + a);
  });
}

void weightedProducts(const Real *const *numbers, size_t size, const Real *weights, size_t numRows, size_t stride, Real *products) {
  constexpr unsigned A = 4, B = vectorBytes == 64 ? 4 : 2; // in registers
  for (size_t a = 0; a < size; a += A)
    for (size_t b = a; b < size; b += B) {
      // Behind the end the last is taken once more.
      size_t left[A], right[B];
      for (unsigned i = 0; i < A; ++i)
        left[i] = a + i < size ? a + i : size - 1;
      for (unsigned j = 0; j < B; ++j)
        right[j] = b + j < size ? b + j : size - 1;
      V sums[A * B] = {};
      for (size_t row = 0; row < numRows; row += lanes) {
        V others[B];
        for (unsigned j = 0; j < B; ++j)
          others[j] = load(numbers[right[j]] + row);
        for (unsigned i = 0; i < A; ++i) {
          const V weighted = load(weights + row) * load(numbers[left[i]] + row);
          for (unsigned j = 0; j < B; ++j)
            sums[i * B + j] += weighted * others[j];
        }
      }
      for (unsigned i = 0; i < A; ++i)
        for (unsigned j = 0; j < B; ++j)
          products[left[i] * stride + right[j]] = products[right[j] * stride + left[i]] = pairwiseSum(sums[i * B + j]);
    }
}

} // namespace
} // namespace qml::rt
