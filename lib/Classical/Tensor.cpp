// SPDX-License-Identifier: Apache-2.0
//
// The array itself: construction, rows, shapes.

#include "qml/Classical/Tensor.h"

#include <cassert>

namespace qml {

Tensor::Tensor(std::vector<int64_t> shape, std::vector<double> values)
    : shape(std::move(shape)), values(std::move(values)) {
  assert(*elementCount(this->shape) == size() && "values do not fill the shape");
}

Tensor Tensor::vector(std::vector<double> values) {
  std::vector<int64_t> shape = {int64_t(values.size())};
  return Tensor(std::move(shape), std::move(values));
}

Expected<Tensor> Tensor::full(std::vector<int64_t> shape, double value) {
  auto count = elementCount(shape);
  if (!count)
    return count.takeError();
  return Tensor(std::move(shape), std::vector<double>(*count, value));
}

int64_t Tensor::rowSize() const {
  int64_t result = 1;
  for (size_t axis = 1; axis < shape.size(); ++axis)
    result *= shape[axis];
  return result;
}

std::span<const double> Tensor::row(int64_t index) const {
  assert(index >= 0 && index < rows() && "row out of range");
  return std::span(values).subspan(index * rowSize(), rowSize());
}

std::span<double> Tensor::row(int64_t index) {
  assert(index >= 0 && index < rows() && "row out of range");
  return std::span(values).subspan(index * rowSize(), rowSize());
}

Expected<Tensor> Tensor::reshaped(std::vector<int64_t> newShape) const {
  const std::string wanted = shapeText(newShape);
  Diagnostic mismatch("E0123", "cannot reshape " + shapeText(shape) + " of " + std::to_string(size()) +
                                   " numbers into " + wanted);
  int64_t *open = nullptr;
  std::vector<int64_t> known = newShape;
  for (size_t axis = 0; axis < newShape.size(); ++axis) {
    if (newShape[axis] != -1)
      continue;
    if (open)
      return Diagnostic("E0123", "only one dimension of " + wanted + " may be -1");
    open = &newShape[axis];
    known[axis] = 1;
  }
  auto count = elementCount(known);
  if (!count)
    return count.takeError();
  if (open) {
    if (*count == 0 || size() % *count != 0)
      return mismatch;
    *open = size() / *count;
  } else if (*count != size()) {
    return mismatch;
  }
  return Tensor(std::move(newShape), values);
}

std::string shapeText(const std::vector<int64_t> &shape) {
  if (shape.empty())
    return "float";
  std::string text = "float[";
  for (size_t axis = 0; axis < shape.size(); ++axis)
    text += (axis ? ", " : "") + std::to_string(shape[axis]);
  return text + "]";
}

Expected<int64_t> elementCount(const std::vector<int64_t> &shape) {
  int64_t count = 1;
  bool empty = false;
  for (int64_t dim : shape) {
    if (dim < 0)
      return Diagnostic("E0123", "a dimension of " + shapeText(shape) + " is negative");
    if (dim == 0) {
      empty = true;
      continue;
    }
    if (dim > Tensor::maxElements / count)
      return Diagnostic("E0128", shapeText(shape) + " is too large: more than " + std::to_string(Tensor::maxElements) +
                                     " numbers");
    count *= dim;
  }
  return empty ? 0 : count;
}

} // namespace qml
