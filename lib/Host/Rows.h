// SPDX-License-Identifier: Apache-2.0
//
// The rows of a call's inputs.
#pragma once

#include "qml/qml.h"

#include <algorithm>
#include <llvm/ADT/SmallVector.h>

namespace qml {

/// Batches checked against the arguments of a function. Points into the caller's memory.
class Rows {
public:
  /// Throws Failure E0812.
  Rows(const std::vector<Field> &fields, const std::vector<Batch> &batches);
  size_t count() const { return count_; }
  /// Rows are worked on, and summed, in chunks that hang on the number of rows alone: results then do not depend on the
  /// number of threads. At least eight rows are worth a thread, at most 1024 sums worth the memory.
  size_t chunkSize() const { return std::max<size_t>(8, (count_ + 1023) / 1024); }
  size_t numChunks() const { return (count_ + chunkSize() - 1) / chunkSize(); }
  /// Lets the first entries of `arguments` point to row `row`.
  void point(size_t row, std::span<const double *> arguments) const;

  /// Rows `first` to `first + count` of input `input`, of `size` numbers each, one after the other: where they lie, or in `copy`.
  const double *together(size_t input, size_t size, size_t first, size_t count, std::vector<double> &copy) const;

private:
  struct Column {
    const double *first;
    size_t stride;
  };
  llvm::SmallVector<Column, 4> columns_;
  size_t count_ = 1;
};

} // namespace qml
