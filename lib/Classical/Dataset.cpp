// SPDX-License-Identifier: Apache-2.0
//
// Rows and parts of a table.

#include "qml/Classical/Dataset.h"

#include "qml/Classical/TensorOps.h"

namespace qml {

Dataset selectRows(const Dataset &data, std::span<const int64_t> rows) {
  Dataset result;
  result.featureNames = data.featureNames;
  result.x = *takeRows(data.x, rows);
  if (data.y)
    result.y = Labels{*takeRows(data.y->values, rows), data.y->classNames};
  return result;
}

Expected<Dataset> Dataset::part(Part which) const {
  static constexpr const char *names[] = {"train", "valid", "test"};
  const std::string name = names[size_t(which)];
  if (!parts)
    return Diagnostic("E0411", "the data have no part `" + name + "`, since they were not split")
        .withHelp("add `|> split(test=0.25, seed=0)` to their declaration");
  const auto &rows = which == Part::Train ? parts->train : which == Part::Valid ? parts->valid : parts->test;
  if (rows.empty())
    return Diagnostic("E0411", "the part `" + name + "` of the data is empty")
        .withHelp("give its share: `split(" + name + "=0.2)`");
  return selectRows(*this, rows);
}

} // namespace qml
