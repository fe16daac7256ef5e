// SPDX-License-Identifier: Apache-2.0
//
// Support vector machines on kernel matrices, trained by libsvm (Chang & Lin, 2011) with scikit-learn's settings (eps
// 1e-3, shrinking). What is kept is a plain record, so that models can be saved, shared by threads, and predict from
// the kernel values of the support vectors alone.
#pragma once

#include "qml/Classical/Tensor.h"

namespace qml {

/// C-SVC, one against one for more than two classes.
struct SvmClassifier {
  std::vector<double> classes;  // ascending
  std::vector<int64_t> support; // rows of the training set, grouped by class
  std::vector<int64_t> counts;  // support vectors of each class
  Tensor coefficients;          // [classes - 1, support]
  std::vector<double> offsets;  // one for each pair of classes (0,1), (0,2), ... (1,2), ...
  int64_t numTraining = 0;      // columns that kernel values have

  /// `gram` [n, n] of the training rows, `labels` [n], C > 0. E0430 for wrong shapes, numbers that are not finite, one
  /// class.
  static Expected<SvmClassifier> fit(const Tensor &gram, const Tensor &labels, double C = 1.0);

  /// For kernel values [m, n] between new rows and all training rows: one column per pair of classes, positive for the
  /// first of the pair; with two classes a vector [m], positive for the second, as in scikit-learn. E0430.
  Expected<Tensor> decision(const Tensor &kernelRows) const;
  /// The class with most votes of the pairs, the first of equals: [m].
  Expected<Tensor> predict(const Tensor &kernelRows) const;

private:
  double pairDecision(std::span<const double> kernelRow, int64_t first, int64_t second, int64_t pair) const;
  int64_t vote(std::span<const double> kernelRow) const;
};

/// Epsilon-SVR.
struct SvmRegressor {
  std::vector<int64_t> support;
  std::vector<double> coefficients; // one per support vector
  double offset = 0;
  int64_t numTraining = 0;

  static Expected<SvmRegressor> fit(const Tensor &gram, const Tensor &targets, double C = 1.0, double epsilon = 0.1);
  /// [m, n] kernel values against the training rows give [m]. E0430.
  Expected<Tensor> predict(const Tensor &kernelRows) const;
};

} // namespace qml
