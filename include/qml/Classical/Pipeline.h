// SPDX-License-Identifier: Apache-2.0
//
// The stages behind `|>`: a split and transformers. Stages are only written down at first; `prepare` finds the split,
// wherever it stands, fits each transformer on the training rows of what the stages before it made, and applies it to
// all rows. So nothing of the test rows leaks into the fit, in whatever order the stages are written (scikit-learn's
// rule).
#pragma once

#include "qml/Classical/Dataset.h"

#include <map>

namespace qml {

/// Below 1 a fraction of the rows, rounded up for test and valid; from 1 on a number of rows; 0 for none.
struct SplitOptions {
  double test = 0.25;
  double valid = 0;
  uint32_t seed = 0;
  bool shuffle = true;   // false: the last rows are the test part
  bool stratify = false; // keep the proportions of the classes
};

/// The rows of scikit-learn's train_test_split(test_size=test, random_state=seed, stratify=...). `valid`, a share of
/// all rows, is then split from the training rows in the same way. E0411 for impossible sizes, E0412 for classes too
/// small.
Expected<SplitRows> splitRows(const Dataset &data, const SplitOptions &options);

struct Stage {
  enum class Kind : uint8_t {
    Split,
    Standardize,
    MinMax,
    Normalize,
    Select,
    MapLabels,
    OneHot,
    Divide,
    Pad,
    Pca,
    Flatten
  };

  Kind kind;
  SplitOptions split{};
  double low = 0, high = 1;         // MinMax: range; MapLabels: values of class 0 and 1
  double divisor = 1;               // Divide
  int64_t count = 0;                // Pad: columns afterwards; Pca: components
  std::vector<int64_t> columns{};   // Select, negative from the end
  std::vector<std::string> names{}; // Select, instead of columns
};

namespace stages {
Stage split(SplitOptions options);
/// Each column to mean 0 and deviation 1 (divided by n; a constant column becomes 0).
Stage standardize();
/// Each column linearly, so that the training rows span [low, high]; other rows may lie outside.
Stage minmax(double low, double high);
/// Each row to Euclidean norm 1; rows of zeros stay.
Stage normalize();
Stage select(std::vector<int64_t> columns);
Stage selectNames(std::vector<std::string> names);
/// Two classes become the numbers `first` and `second`.
Stage labels(double first, double second);
/// k classes become rows of k numbers, one of them 1.
Stage onehot();
Stage divide(double divisor);
/// Columns of zeros are appended until there are `columns`.
Stage pad(int64_t columns);
/// Onto the `components` directions of largest variance; signs as scikit-learn 1.5 and later (largest weight positive).
Stage pca(int64_t components);
/// [n, a, b, ...] to [n, a*b*...].
Stage flatten();
} // namespace stages

/// A stage with what it learnt: standardize `mean`, `scale` [d]; minmax `minimum`, `scale` [d]; pca `mean` [d],
/// `components` [k, d]; select `columns` [k].
struct FittedStage {
  Stage stage;
  std::map<std::string, Tensor> state;
};

struct PreparedData {
  Dataset data;
  std::vector<FittedStage> fitted; // the transformers in order, without the split
};

/// Runs the stages. Data that are split already keep their split. Errors: E0411 split, E0412 labels, E0413 a stage that
/// does not fit the features, E0405 no such column.
Expected<PreparedData> prepare(Dataset raw, const std::vector<Stage> &stages);

/// New features [m, d] through the fitted transformers, as a saved model needs them; stages of labels are passed over.
Expected<Tensor> transform(const std::vector<FittedStage> &fitted, Tensor x);

/// What the stages learnt, for the file of a model: `0.mean` belongs to the first of `fitted`.
std::map<std::string, Tensor> fittedState(const std::vector<FittedStage> &fitted);
/// The way back, with the stages as the program writes them (a split among them is left out). E0415 if they differ.
Expected<std::vector<FittedStage>> restoreFitted(const std::vector<Stage> &stages,
                                                 const std::map<std::string, Tensor> &state);

} // namespace qml
