// SPDX-License-Identifier: Apache-2.0
//
// A table for learning: features, labels, the names of both, and which rows train, validate and test.
#pragma once

#include "qml/Classical/Tensor.h"

#include <optional>
#include <string>
#include <vector>

namespace qml {

/// Numbers to learn. With `classNames`, values are classes 0 ... k-1 of these names; without, plain numbers: [n], or
/// [n, k] after one-hot encoding.
struct Labels {
  Tensor values;
  std::vector<std::string> classNames;

  bool areClasses() const { return !classNames.empty(); }
};

enum class Part : uint8_t { Train, Valid, Test };

/// Row numbers of each part, in the order in which they were drawn.
struct SplitRows {
  std::vector<int64_t> train, valid, test;
};

struct Dataset {
  Tensor x; // [n, d]; further axes until flattened
  std::optional<Labels> y;
  std::vector<std::string> featureNames; // d of them
  std::optional<SplitRows> parts;

  int64_t rows() const { return x.rows(); }

  /// The rows of one part as a set of their own. E0411 if the data were not split or the part is empty.
  Expected<Dataset> part(Part which) const;
};

/// The rows of `data` that `rows` names, without a split; row numbers must exist.
Dataset selectRows(const Dataset &data, std::span<const int64_t> rows);

} // namespace qml
