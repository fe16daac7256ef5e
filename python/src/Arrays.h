// SPDX-License-Identifier: Apache-2.0
//
// NumPy arrays as inputs and results. Arrays of doubles are read where they lie and results are written where NumPy
// will read them; whatever else is given is converted by NumPy.
#pragma once

#include "Errors.h"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace qml::python {

/// To be called once, when the module is made. Throws if NumPy can't be imported.
void importNumpy();

/// An argument of a call. Batches of it point into it, so it stays where it is until the call is over.
class Input {
public:
  /// Throws what NumPy raises if `value` is no array of numbers.
  Input(const std::string &name, nb::handle value);
  Input(const Input &) = delete;

  /// The shape of one row, if a row has `rank` sizes.
  std::vector<int64_t> rowShape(const std::string &name, size_t rank) const;
  /// Checks the shape: one row of `field`, or several along a first axis.
  Batch batch(const Field &field);
  /// After `batch`: how many rows; none stands for one row that all rows of the call share.
  std::optional<size_t> rows() const { return rows_; }

private:
  friend class Parameters;
  void makeContiguous();

  nb::object array_; // an array of doubles; null for a number
  double number_ = 0;
  std::optional<size_t> rows_;
};

/// The parameters of a call: a flat vector, or the only parameter in its own shape.
class Parameters {
public:
  Parameters(const std::vector<Field> &fields, size_t size, nb::handle value);
  std::span<const double> values() const;
  /// Arrays of this shape take gradients.
  const std::vector<int64_t> &shape() const { return shape_; }

private:
  Input input_;
  std::vector<int64_t> shape_;
};

/// A new array, its numbers not set.
struct Output {
  explicit Output(const std::vector<int64_t> &shape);

  nb::object array;
  std::span<double> values;

  /// A part of each row as an array that shares the numbers; `rows` is none if there is one row and no axis for it.
  nb::object view(const Field &field, std::optional<size_t> rows) const;
};

/// `array`'s part for `field`, sharing its numbers: writing to one writes to the other.
nb::object parameterView(nb::handle array, const Field &field, size_t numParameters);

} // namespace qml::python
