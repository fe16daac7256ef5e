// SPDX-License-Identifier: Apache-2.0
//
// Numbers that say how good predictions are, with scikit-learn's meaning. E0129 if shapes disagree or nothing is given.
#pragma once

#include "qml/Classical/Tensor.h"

namespace qml {

/// Share of equal entries of two vectors.
Expected<double> accuracy(const Tensor &predicted, const Tensor &labels);
/// Labels 0/1 or -1/1: F1 of class 1. More classes: the mean of the classes' F1. A class never predicted nor present
/// has 0.
Expected<double> f1(const Tensor &predicted, const Tensor &labels);
/// Area under the ROC curve of `scores` for two classes, the larger label positive; ties count half. E0129 for one
/// class.
Expected<double> auc(const Tensor &scores, const Tensor &labels);
/// Mean squared difference of equal shapes.
Expected<double> mse(const Tensor &predicted, const Tensor &targets);
/// Mean of -log of the probability of the true class, in nats, clipped at 1e-15. Probabilities [n, k] with classes [n]
/// or one-hot rows [n, k]; or [n] of class 1 with labels 0/1.
Expected<double> crossEntropy(const Tensor &probabilities, const Tensor &labels);
/// Mean of max(0, 1 - label * score), labels -1/1.
Expected<double> hinge(const Tensor &scores, const Tensor &labels);
/// Kullback-Leibler divergence sum p log(p/q) in nats; q is clipped at 1e-15 where p > 0.
Expected<double> klDivergence(const Tensor &p, const Tensor &q);

} // namespace qml
