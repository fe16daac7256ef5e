// SPDX-License-Identifier: Apache-2.0
//
// Optimisers that take one step per gradient, on the flat vector of all parameters. Formulas and defaults are
// PennyLane's (pennylane/optimize; note Adam's beta2 = 0.99 there), so that programs carried over train the same;
// AdamW, which it lacks, is PyTorch's. The state is plain tensors: a checkpoint stores it and resumes bit for bit.
#pragma once

#include "qml/Classical/Tensor.h"

#include <map>
#include <optional>
#include <string_view>

namespace qml {

enum class OptimizerKind : uint8_t { GradientDescent, Momentum, Nesterov, Adagrad, RMSProp, Adam, AdamW };

/// By its name in the language (`adam`); none if there is no such stepwise optimiser.
std::optional<OptimizerKind> findOptimizer(std::string_view name);

struct OptimizerOptions {
  OptimizerKind kind = OptimizerKind::Adam;
  double lr = 0.01;
  double momentum = 0.9;    // momentum, nesterov
  double decay = 0.9;       // rmsprop
  double beta1 = 0.9;       // adam, adamw
  double beta2 = 0.99;      // adam, adamw
  double eps = 1e-8;        // adagrad, rmsprop, adam, adamw
  double weightDecay = 0.0; // adamw

  /// The defaults of `kind`; adamw: lr 0.001, beta2 0.999, weight decay 0.01.
  static OptimizerOptions defaults(OptimizerKind kind);
};

class Optimizer {
public:
  /// For `size` parameters. E0450 for a learning rate or another number out of its range.
  static Expected<Optimizer> create(const OptimizerOptions &options, size_t size);

  /// Where the gradient of the next step is taken: nesterov looks ahead, all others stay.
  std::vector<double> gradientPoint(std::span<const double> parameters) const;
  /// Moves `parameters` downhill; both spans have `size` numbers.
  void step(std::span<double> parameters, std::span<const double> gradient);

  const OptimizerOptions &options() const { return options_; }
  /// `steps` and the accumulated moments, by name.
  std::map<std::string, Tensor> state() const;
  /// Takes back what `state` gave. E0451 if names or lengths are not those of this optimiser.
  Status restore(const std::map<std::string, Tensor> &state);

private:
  Optimizer(const OptimizerOptions &options, size_t size);

  OptimizerOptions options_;
  uint64_t steps_ = 0;
  std::vector<double> first_, second_; // velocity or first moment; squares
};

} // namespace qml
