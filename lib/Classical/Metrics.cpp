// SPDX-License-Identifier: Apache-2.0
//
// Scores of predictions.

#include "qml/Classical/Metrics.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

namespace qml {

static constexpr double smallestProbability = 1e-15;

static Status checkEqual(const char *metric, const Tensor &a, const Tensor &b) {
  if (a.size() == 0)
    return Diagnostic("E0129", std::string(metric) + " of nothing");
  if (a.shape != b.shape)
    return Diagnostic("E0129", std::string(metric) + " needs equal shapes, found " + shapeText(a.shape) + " and " +
                                   shapeText(b.shape));
  return Success{};
}

Expected<double> accuracy(const Tensor &predicted, const Tensor &labels) {
  if (auto fine = checkEqual("accuracy", predicted, labels); !fine)
    return fine.error();
  int64_t right = 0;
  for (int64_t i = 0; i < labels.size(); ++i)
    right += predicted.values[i] == labels.values[i];
  return double(right) / double(labels.size());
}

static double f1Of(double positive, const Tensor &predicted, const Tensor &labels) {
  int64_t both = 0, either = 0;
  for (int64_t i = 0; i < labels.size(); ++i) {
    bool said = predicted.values[i] == positive, is = labels.values[i] == positive;
    both += said && is;
    either += said + is;
  }
  return either ? 2 * double(both) / double(either) : 0;
}

Expected<double> f1(const Tensor &predicted, const Tensor &labels) {
  if (auto fine = checkEqual("f1", predicted, labels); !fine)
    return fine.error();
  std::set<double> classes(labels.values.begin(), labels.values.end());
  classes.insert(predicted.values.begin(), predicted.values.end());
  bool binary = std::all_of(classes.begin(), classes.end(), [](double c) { return c == 0 || c == 1; }) ||
                std::all_of(classes.begin(), classes.end(), [](double c) { return std::fabs(c) == 1; });
  if (binary)
    return f1Of(1, predicted, labels);
  double total = 0;
  for (double cls : classes)
    total += f1Of(cls, predicted, labels);
  return total / double(classes.size());
}

Expected<double> auc(const Tensor &scores, const Tensor &labels) {
  if (auto fine = checkEqual("auc", scores, labels); !fine)
    return fine.error();
  std::set<double> classes(labels.values.begin(), labels.values.end());
  bool ordered = std::none_of(scores.values.begin(), scores.values.end(), [](double s) { return std::isnan(s); });
  if (classes.size() != 2 || !ordered)
    return Diagnostic("E0129", ordered ? "auc needs labels of two classes, found " + std::to_string(classes.size())
                                       : "auc of scores that are not numbers");
  std::vector<int64_t> order(scores.size());
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(), [&](int64_t a, int64_t b) { return scores.values[a] < scores.values[b]; });
  // Mann and Whitney: pairs in the right order; `below` counts negatives with smaller scores.
  double pairs = 0, below = 0, positives = 0;
  for (size_t begin = 0, end; begin < order.size(); begin = end) {
    double tiedNegatives = 0, tiedPositives = 0;
    for (end = begin; end < order.size() && scores.values[order[end]] == scores.values[order[begin]]; ++end)
      ++(labels.values[order[end]] == *classes.rbegin() ? tiedPositives : tiedNegatives);
    pairs += tiedPositives * (below + tiedNegatives / 2);
    below += tiedNegatives;
    positives += tiedPositives;
  }
  return pairs / (positives * below);
}

Expected<double> mse(const Tensor &predicted, const Tensor &targets) {
  if (auto fine = checkEqual("mse", predicted, targets); !fine)
    return fine.error();
  double total = 0;
  for (int64_t i = 0; i < targets.size(); ++i)
    total += (predicted.values[i] - targets.values[i]) * (predicted.values[i] - targets.values[i]);
  return total / double(targets.size());
}

static double surprise(double probability) { return -std::log(std::clamp(probability, smallestProbability, 1.0)); }

Expected<double> crossEntropy(const Tensor &probabilities, const Tensor &labels) {
  if (probabilities.rank() != 2) {
    if (auto fine = checkEqual("cross_entropy", probabilities, labels); !fine)
      return fine.error();
    double total = 0;
    for (int64_t i = 0; i < labels.size(); ++i)
      total += labels.values[i] * surprise(probabilities.values[i]) +
               (1 - labels.values[i]) * surprise(1 - probabilities.values[i]);
    return total / double(labels.size());
  }
  const int64_t n = probabilities.shape[0], k = probabilities.shape[1];
  if (labels.rank() == 2 || labels.shape != std::vector<int64_t>{n} || n == 0) {
    if (auto fine = checkEqual("cross_entropy", probabilities, labels); !fine)
      return fine.error();
    double total = 0;
    for (int64_t i = 0; i < labels.size(); ++i)
      total += labels.values[i] == 0 ? 0 : labels.values[i] * surprise(probabilities.values[i]);
    return total / double(n);
  }
  double total = 0;
  for (int64_t i = 0; i < n; ++i) {
    double cls = labels.values[i];
    if (!(cls >= 0 && cls < double(k) && cls == std::floor(cls)))
      return Diagnostic("E0129", "cross_entropy needs classes from 0 to " + std::to_string(k - 1) + ", row " +
                                     std::to_string(i) + " has another label");
    total += surprise(probabilities(i, int64_t(cls)));
  }
  return total / double(n);
}

Expected<double> hinge(const Tensor &scores, const Tensor &labels) {
  if (auto fine = checkEqual("hinge", scores, labels); !fine)
    return fine.error();
  double total = 0;
  for (int64_t i = 0; i < labels.size(); ++i)
    total += std::max(0.0, 1 - labels.values[i] * scores.values[i]);
  return total / double(labels.size());
}

Expected<double> klDivergence(const Tensor &p, const Tensor &q) {
  if (auto fine = checkEqual("kl", p, q); !fine)
    return fine.error();
  double total = 0;
  for (int64_t i = 0; i < p.size(); ++i)
    if (p.values[i] > 0)
      total += p.values[i] * std::log(p.values[i] / std::max(q.values[i], smallestProbability));
  return total;
}

} // namespace qml
