// SPDX-License-Identifier: Apache-2.0
//
// libsvm with precomputed kernels, its model copied into ours.

#include "qml/Classical/Svm.h"

#include <libsvm/svm.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <mutex>
#include <numeric>
#include <set>

namespace qml {

namespace {

/// libsvm's sparse rows: entry 0 holds the row's number from 1, then the kernel values. The model points into them.
struct Training {
  std::vector<svm_node> nodes;
  std::vector<svm_node *> rows;
  std::vector<double> labels;

  Training(const Tensor &gram, const Tensor &labels) : labels(labels.values) {
    const int64_t n = gram.shape[0];
    nodes.reserve(n * (n + 2));
    for (int64_t i = 0; i < n; ++i) {
      nodes.push_back({0, double(i + 1)});
      for (int64_t j = 0; j < n; ++j)
        nodes.push_back({int(j + 1), gram(i, j)});
      nodes.push_back({-1, 0});
    }
    for (int64_t i = 0; i < n; ++i)
      rows.push_back(nodes.data() + i * (n + 2));
  }
};

struct FreeModel {
  void operator()(svm_model *model) const { svm_free_and_destroy_model(&model); }
};
using Model = std::unique_ptr<svm_model, FreeModel>;

Status checkTraining(const Tensor &gram, const Tensor &labels, double C) {
  const std::string shape = shapeText(gram.shape);
  if (gram.rank() != 2 || gram.shape[0] != gram.shape[1] || gram.size() == 0)
    return Diagnostic("E0430", "a support vector machine needs a square kernel matrix, found " + shape);
  if (labels.rank() != 1 || labels.size() != gram.shape[0])
    return Diagnostic("E0430", "a kernel matrix " + shape + " needs " + std::to_string(gram.shape[0]) +
                                   " labels, found " + shapeText(labels.shape));
  for (int64_t i = 0; i < gram.size(); ++i)
    if (!std::isfinite(gram.values[i]))
      return Diagnostic("E0430", "the kernel of rows " + std::to_string(i / gram.shape[0]) + " and " +
                                     std::to_string(i % gram.shape[0]) + " is not a finite number");
  if (!std::all_of(labels.values.begin(), labels.values.end(), [](double v) { return std::isfinite(v); }))
    return Diagnostic("E0430", "a label is not a finite number");
  if (!(C > 0) || !std::isfinite(C))
    return Diagnostic("E0430", "C of a support vector machine must be a positive number");
  return Success{};
}

Expected<Model> train(Training &training, int type, double C, double epsilon) {
  static std::once_flag silenced;
  std::call_once(silenced, [] { svm_set_print_string_function([](const char *) {}); });
  svm_parameter parameters = {};
  parameters.svm_type = type;
  parameters.kernel_type = PRECOMPUTED;
  parameters.cache_size = 200;
  parameters.eps = 1e-3;
  parameters.C = C;
  parameters.p = epsilon;
  parameters.shrinking = 1;
  svm_problem problem = {int(training.rows.size()), training.labels.data(), training.rows.data()};
  if (const char *error = svm_check_parameter(&problem, &parameters))
    return Diagnostic("E0430", std::string("the support vector machine cannot be trained: ") + error);
  return Model(svm_train(&problem, &parameters));
}

Status checkRows(const Tensor &kernelRows, int64_t numTraining) {
  if (kernelRows.rank() == 2 && kernelRows.shape[1] == numTraining)
    return Success{};
  return Diagnostic("E0430", "prediction needs kernel values against the " + std::to_string(numTraining) +
                                 " training rows, found " + shapeText(kernelRows.shape));
}

} // namespace

Expected<SvmClassifier> SvmClassifier::fit(const Tensor &gram, const Tensor &labels, double C) {
  if (auto fine = checkTraining(gram, labels, C); !fine)
    return fine.error();
  SvmClassifier result;
  result.numTraining = gram.shape[0];
  std::set<double> classes(labels.values.begin(), labels.values.end());
  result.classes.assign(classes.begin(), classes.end());
  if (classes.size() < 2)
    return Diagnostic("E0430", "a classifier needs at least two classes in its training rows");
  // libsvm orders classes by appearance and takes integers: rows go in sorted, classes as indices.
  Training training(gram, labels);
  for (double &label : training.labels)
    label = double(std::distance(classes.begin(), classes.find(label)));
  std::vector<int64_t> order(labels.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(),
                   [&](int64_t a, int64_t b) { return training.labels[a] < training.labels[b]; });
  auto rows = training.rows;
  for (size_t i = 0; i < order.size(); ++i)
    training.rows[i] = rows[order[i]];
  std::sort(training.labels.begin(), training.labels.end());
  auto trained = train(training, C_SVC, C, 0);
  if (!trained)
    return trained.takeError();
  const svm_model &model = **trained;
  const int64_t numSupport = model.l, numClasses = model.nr_class;
  for (int64_t i = 0; i < numSupport; ++i)
    result.support.push_back(int64_t(model.SV[i][0].value) - 1);
  result.counts.assign(model.nSV, model.nSV + numClasses);
  result.coefficients = Tensor({numClasses - 1, numSupport}, std::vector<double>((numClasses - 1) * numSupport));
  for (int64_t k = 0; k < numClasses - 1; ++k)
    std::copy_n(model.sv_coef[k], numSupport, result.coefficients.row(k).begin());
  result.offsets.assign(model.rho, model.rho + numClasses * (numClasses - 1) / 2);
  return result;
}

double SvmClassifier::pairDecision(std::span<const double> kernelRow, int64_t first, int64_t second,
                                   int64_t pair) const {
  auto begin = [&](int64_t cls) {
    int64_t total = 0;
    for (int64_t i = 0; i < cls; ++i)
      total += counts[i];
    return total;
  };
  double sum = -offsets[pair];
  for (int64_t i = begin(first); i < begin(first) + counts[first]; ++i)
    sum += coefficients(second - 1, i) * kernelRow[support[i]];
  for (int64_t i = begin(second); i < begin(second) + counts[second]; ++i)
    sum += coefficients(first, i) * kernelRow[support[i]];
  return sum;
}

Expected<Tensor> SvmClassifier::decision(const Tensor &kernelRows) const {
  if (auto fine = checkRows(kernelRows, numTraining); !fine)
    return fine.error();
  const int64_t m = kernelRows.shape[0], k = int64_t(classes.size()), pairs = k * (k - 1) / 2;
  std::vector<double> values;
  for (int64_t row = 0; row < m; ++row)
    for (int64_t first = 0, pair = 0; first < k; ++first)
      for (int64_t second = first + 1; second < k; ++second, ++pair)
        values.push_back((k == 2 ? -1 : 1) * pairDecision(kernelRows.row(row), first, second, pair));
  return k == 2 ? Tensor::vector(std::move(values)) : Tensor({m, pairs}, std::move(values));
}

int64_t SvmClassifier::vote(std::span<const double> kernelRow) const {
  const int64_t k = int64_t(classes.size());
  std::vector<int> votes(k, 0);
  for (int64_t first = 0, pair = 0; first < k; ++first)
    for (int64_t second = first + 1; second < k; ++second, ++pair)
      ++votes[pairDecision(kernelRow, first, second, pair) > 0 ? first : second];
  return std::max_element(votes.begin(), votes.end()) - votes.begin();
}

Expected<Tensor> SvmClassifier::predict(const Tensor &kernelRows) const {
  if (auto fine = checkRows(kernelRows, numTraining); !fine)
    return fine.error();
  std::vector<double> labels;
  for (int64_t row = 0; row < kernelRows.shape[0]; ++row)
    labels.push_back(classes[vote(kernelRows.row(row))]);
  return Tensor::vector(std::move(labels));
}

Expected<SvmRegressor> SvmRegressor::fit(const Tensor &gram, const Tensor &targets, double C, double epsilon) {
  if (auto fine = checkTraining(gram, targets, C); !fine)
    return fine.error();
  if (!(epsilon >= 0) || !std::isfinite(epsilon))
    return Diagnostic("E0430", "epsilon of a support vector regression must be a number from 0");
  Training training(gram, targets);
  auto trained = train(training, EPSILON_SVR, C, epsilon);
  if (!trained)
    return trained.takeError();
  const svm_model &model = **trained;
  SvmRegressor result;
  result.numTraining = gram.shape[0];
  for (int64_t i = 0; i < model.l; ++i)
    result.support.push_back(int64_t(model.SV[i][0].value) - 1);
  result.coefficients.assign(model.sv_coef[0], model.sv_coef[0] + model.l);
  result.offset = -model.rho[0];
  return result;
}

Expected<Tensor> SvmRegressor::predict(const Tensor &kernelRows) const {
  if (auto fine = checkRows(kernelRows, numTraining); !fine)
    return fine.error();
  std::vector<double> values;
  for (int64_t row = 0; row < kernelRows.shape[0]; ++row) {
    double sum = offset;
    for (size_t i = 0; i < support.size(); ++i)
      sum += coefficients[i] * kernelRows(row, support[i]);
    values.push_back(sum);
  }
  return Tensor::vector(std::move(values));
}

} // namespace qml
