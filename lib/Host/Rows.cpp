// SPDX-License-Identifier: Apache-2.0
//
// Sizes of batches.

#include "Rows.h"

#include "qml/Sema/Value.h"

namespace qml {

static Failure wrongSize(std::string message) { return {Diagnostic("E0812", std::move(message))}; }

static std::string counted(size_t count, const std::string &what) {
  return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

Rows::Rows(const std::vector<Field> &fields, const std::vector<Batch> &batches) {
  if (batches.size() != fields.size())
    throw wrongSize("the function takes " + counted(fields.size(), "input") + ", the call gives " +
                    std::to_string(batches.size()));
  std::optional<size_t> common;
  for (const Batch &batch : batches)
    if (batch.rows()) {
      if (common && *common != *batch.rows())
        throw wrongSize("the inputs have different numbers of rows, " + std::to_string(*common) + " and " +
                        std::to_string(*batch.rows()));
      common = batch.rows();
    }
  count_ = common.value_or(1);
  for (size_t i = 0; i < fields.size(); ++i) {
    const Field &field = fields[i];
    const Batch &batch = batches[i];
    size_t rows = batch.rows().value_or(1), given = batch.values().size();
    size_t stride = batch.stride().value_or(field.size);
    // Divisions, since a stride of the caller's may be anything.
    bool fits = rows == 0 || (given >= field.size && (rows == 1 || stride <= (given - field.size) / (rows - 1)));
    bool exact = batch.stride() || (given / std::max<size_t>(1, field.size) == rows && given == rows * field.size);
    if (!fits || !exact)
      throw wrongSize("`" + field.name + "` is " + shapeText(field.shape) + ", " + counted(rows, "row") +
                      (batch.stride() ? " at a stride of " + std::to_string(stride) : "") + " can't be in " +
                      counted(given, "number"));
    columns_.push_back({batch.values().data(), batch.rows() ? stride : 0});
  }
}

void Rows::point(size_t row, std::span<const double *> arguments) const {
  for (size_t i = 0; i < columns_.size(); ++i)
    arguments[i] = columns_[i].first + row * columns_[i].stride;
}

const double *Rows::together(size_t input, size_t size, size_t first, size_t count, std::vector<double> &copy) const {
  const Column &column = columns_[input];
  const double *from = column.first + first * column.stride;
  if (column.stride == size || count == 1)
    return from;
  copy.resize(size * count);
  for (size_t row = 0; row < count; ++row)
    std::copy_n(from + row * column.stride, size, copy.begin() + row * size);
  return copy.data();
}

} // namespace qml
