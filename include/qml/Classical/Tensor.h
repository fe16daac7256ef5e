// SPDX-License-Identifier: Apache-2.0
//
// The dense array that the evaluator computes with: row-major doubles and a shape. Integers and labels up to 2^53 are
// exact in it. Operations lie in TensorOps.h; all report shape errors as diagnostics (E012x) and never throw.
#pragma once

#include "qml/Support/Diagnostics.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace qml {

/// Row-major array; the empty shape is a scalar with one value. Invariant: values.size() is the product of the shape.
struct Tensor {
  /// Results beyond this many numbers (2 GiB) are refused, since a broadcast may square its input.
  static constexpr int64_t maxElements = int64_t(1) << 28;

  std::vector<int64_t> shape;
  std::vector<double> values;

  Tensor() : values(1, 0.0) {}
  Tensor(double scalar) : values(1, scalar) {}
  /// The caller vouches that `values` fill `shape`.
  Tensor(std::vector<int64_t> shape, std::vector<double> values);

  static Tensor vector(std::vector<double> values);
  /// E0123 for a negative dimension, E0128 beyond maxElements.
  static Expected<Tensor> full(std::vector<int64_t> shape, double value);

  int64_t size() const { return int64_t(values.size()); }
  int64_t rank() const { return int64_t(shape.size()); }
  bool isScalar() const { return shape.empty(); }

  /// Length of the first axis; 1 for a scalar.
  int64_t rows() const { return shape.empty() ? 1 : shape[0]; }
  /// Numbers in one row: the product of all axes but the first.
  int64_t rowSize() const;
  std::span<const double> row(int64_t index) const;
  std::span<double> row(int64_t index);

  double operator()(int64_t i, int64_t j) const { return values[i * shape[1] + j]; }
  double &operator()(int64_t i, int64_t j) { return values[i * shape[1] + j]; }

  /// The same numbers in another shape; one dimension may be -1 and is worked out. E0123 if the counts differ.
  Expected<Tensor> reshaped(std::vector<int64_t> newShape) const;

  bool operator==(const Tensor &) const = default;
};

/// `float[2, 3]`, or `float` for a scalar: how shapes are written in messages.
std::string shapeText(const std::vector<int64_t> &shape);

/// The number of elements of `shape`; E0128 beyond Tensor::maxElements, E0123 for a negative dimension.
Expected<int64_t> elementCount(const std::vector<int64_t> &shape);

} // namespace qml
