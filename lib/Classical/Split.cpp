// SPDX-License-Identifier: Apache-2.0
//
// The rows of train, valid and test: scikit-learn's ShuffleSplit and StratifiedShuffleSplit (scikit-learn 1.9,
// sklearn/model_selection/_split.py), so that published splits, named by their seed, come out the same.

#include "qml/Classical/Pipeline.h"

#include "NumberText.h"
#include "qml/Classical/RandomState.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <set>

namespace qml {

namespace {

struct TwoParts {
  std::vector<int64_t> train, test;
};

} // namespace

static Expected<int64_t> partSize(const char *part, double share, int64_t rows) {
  const bool fraction = share < 1;
  if (!(share >= 0) || (!fraction && (share != std::floor(share) || share > double(rows))))
    return Diagnostic("E0411",
                      std::string(part) + "=" + numberText(share) + " is no share of " + std::to_string(rows) + " rows")
        .withHelp("give a fraction below 1 or a number of rows");
  return fraction ? int64_t(std::ceil(share * double(rows))) : int64_t(share);
}

// How many of each class fill `draws` places: proportional, what is left to the largest remainders, ties by lot.
static std::vector<int64_t> approximateMode(const std::vector<int64_t> &counts, int64_t draws, RandomState &random) {
  double total = 0;
  for (int64_t count : counts)
    total += double(count);
  std::vector<int64_t> result;
  std::vector<double> remainders;
  int64_t missing = draws;
  for (int64_t count : counts) {
    double share = double(count) / total * double(draws);
    result.push_back(int64_t(std::floor(share)));
    remainders.push_back(share - std::floor(share));
    missing -= result.back();
  }
  std::set<double, std::greater<>> values(remainders.begin(), remainders.end());
  for (double value : values) {
    if (missing <= 0)
      break;
    std::vector<size_t> tied;
    for (size_t i = 0; i < remainders.size(); ++i)
      if (remainders[i] == value)
        tied.push_back(i);
    auto order = random.permutation(int64_t(tied.size()));
    for (size_t i = 0; i < tied.size() && missing > 0; ++i, --missing)
      ++result[tied[order[i]]];
  }
  return result;
}

static Expected<TwoParts> stratified(const std::vector<double> &labels, int64_t numTest, RandomState random) {
  std::map<double, std::vector<int64_t>> members;
  for (size_t i = 0; i < labels.size(); ++i)
    members[labels[i]].push_back(int64_t(i));
  const int64_t numTrain = int64_t(labels.size()) - numTest, numClasses = int64_t(members.size());
  std::vector<int64_t> counts;
  for (const auto &[label, rows] : members) {
    if (rows.size() < 2)
      return Diagnostic("E0412", "class " + numberText(label) + " has a single row and cannot be stratified");
    counts.push_back(int64_t(rows.size()));
  }
  if (numTest < numClasses || numTrain < numClasses)
    return Diagnostic("E0412", "a stratified part of " + std::to_string(std::min(numTest, numTrain)) +
                                   " rows cannot hold " + std::to_string(numClasses) + " classes");
  auto trainCounts = approximateMode(counts, numTrain, random);
  for (size_t i = 0; i < counts.size(); ++i)
    counts[i] -= trainCounts[i];
  auto testCounts = approximateMode(counts, numTest, random);
  TwoParts parts;
  size_t which = 0;
  for (const auto &[label, rows] : members) {
    auto order = random.permutation(int64_t(rows.size()));
    for (int64_t i = 0; i < trainCounts[which] + testCounts[which]; ++i)
      (i < trainCounts[which] ? parts.train : parts.test).push_back(rows[order[i]]);
    ++which;
  }
  random.shuffle(parts.train);
  random.shuffle(parts.test);
  return parts;
}

// Splits positions 0 ... n-1; `labels` only when stratifying.
static Expected<TwoParts> splitTwo(int64_t n, int64_t numTest, const SplitOptions &options,
                                   const std::vector<double> *labels) {
  RandomState random(options.seed);
  if (!options.shuffle) {
    TwoParts parts;
    for (int64_t i = 0; i < n; ++i)
      (i < n - numTest ? parts.train : parts.test).push_back(i);
    return parts;
  }
  if (labels)
    return stratified(*labels, numTest, random);
  auto order = random.permutation(n);
  return TwoParts{{order.begin() + numTest, order.end()}, {order.begin(), order.begin() + numTest}};
}

Expected<SplitRows> splitRows(const Dataset &data, const SplitOptions &options) {
  const int64_t n = data.rows();
  auto numTest = partSize("test", options.test, n), numValid = partSize("valid", options.valid, n);
  if (!numTest)
    return numTest.takeError();
  if (!numValid)
    return numValid.takeError();
  if (*numTest + *numValid >= n)
    return Diagnostic("E0411", "no rows are left to train: test takes " + std::to_string(*numTest) + " and valid " +
                                   std::to_string(*numValid) + " of " + std::to_string(n));
  if (options.stratify && (!data.y || !data.y->areClasses()))
    return Diagnostic("E0412", "stratify=true needs classes as labels");
  if (options.stratify && !options.shuffle)
    return Diagnostic("E0412", "stratify=true shuffles the rows").withHelp("leave out one of stratify=true and shuffle=false");

  SplitRows rows;
  rows.train.resize(n);
  for (int64_t i = 0; i < n; ++i)
    rows.train[i] = i;
  for (auto [size, part] : {std::pair(*numTest, &rows.test), std::pair(*numValid, &rows.valid)}) {
    if (size == 0)
      continue;
    std::vector<double> labels;
    if (options.stratify)
      for (int64_t row : rows.train)
        labels.push_back(data.y->values.values[row]);
    auto two = splitTwo(int64_t(rows.train.size()), size, options, options.stratify ? &labels : nullptr);
    if (!two)
      return two.takeError();
    auto renumber = [&](std::vector<int64_t> positions) {
      for (int64_t &position : positions)
        position = rows.train[position];
      return positions;
    };
    *part = renumber(std::move(two->test));
    rows.train = renumber(std::move(two->train));
  }
  return rows;
}

} // namespace qml
