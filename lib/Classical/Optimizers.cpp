// SPDX-License-Identifier: Apache-2.0
//
// The update formulas of the gradient optimisers.

#include "qml/Classical/Optimizers.h"

#include <cassert>
#include <cmath>

namespace qml {

using Kind = OptimizerKind;

std::optional<OptimizerKind> findOptimizer(std::string_view name) {
  static constexpr std::pair<std::string_view, Kind> table[] = {{"gradient_descent", Kind::GradientDescent},
                                                                {"momentum", Kind::Momentum},
                                                                {"nesterov", Kind::Nesterov},
                                                                {"adagrad", Kind::Adagrad},
                                                                {"rmsprop", Kind::RMSProp},
                                                                {"adam", Kind::Adam},
                                                                {"adamw", Kind::AdamW}};
  for (auto [text, kind] : table)
    if (text == name)
      return kind;
  return std::nullopt;
}

OptimizerOptions OptimizerOptions::defaults(OptimizerKind kind) {
  OptimizerOptions options;
  options.kind = kind;
  if (kind == Kind::AdamW) {
    options.lr = 0.001;
    options.beta2 = 0.999;
    options.weightDecay = 0.01;
  }
  return options;
}

static bool usesFirst(Kind kind) {
  return kind == Kind::Momentum || kind == Kind::Nesterov || kind == Kind::Adam || kind == Kind::AdamW;
}

static bool usesSecond(Kind kind) {
  return kind == Kind::Adagrad || kind == Kind::RMSProp || kind == Kind::Adam || kind == Kind::AdamW;
}

Optimizer::Optimizer(const OptimizerOptions &options, size_t size)
    : options_(options), first_(usesFirst(options.kind) ? size : 0, 0.0),
      second_(usesSecond(options.kind) ? size : 0, 0.0) {}

Expected<Optimizer> Optimizer::create(const OptimizerOptions &options, size_t size) {
  if (!(options.lr > 0) || !std::isfinite(options.lr))
    return Diagnostic("E0450", "the learning rate `lr` must be a positive number");
  for (auto [name, value] : {std::pair("momentum", options.momentum), std::pair("decay", options.decay),
                             std::pair("beta1", options.beta1), std::pair("beta2", options.beta2)})
    if (!(value >= 0 && value < 1))
      return Diagnostic("E0450", std::string("`") + name + "` of an optimiser must lie in [0, 1)");
  if (!(options.eps > 0) || !(options.weightDecay >= 0))
    return Diagnostic("E0450", "`eps` of an optimiser must be positive, `weight_decay` not negative");
  return Optimizer(options, size);
}

std::vector<double> Optimizer::gradientPoint(std::span<const double> parameters) const {
  std::vector<double> point(parameters.begin(), parameters.end());
  if (options_.kind == Kind::Nesterov)
    for (size_t i = 0; i < point.size(); ++i)
      point[i] -= options_.momentum * first_[i];
  return point;
}

void Optimizer::step(std::span<double> parameters, std::span<const double> gradient) {
  assert(parameters.size() == gradient.size() && "one slope per parameter");
  const OptimizerOptions &o = options_;
  ++steps_;
  // Adam's bias corrections, folded into the step size.
  const double t = double(steps_);
  const double adamLr = o.lr * std::sqrt(1 - std::pow(o.beta2, t)) / (1 - std::pow(o.beta1, t));
  const double root = std::sqrt(1 - std::pow(o.beta2, t));
  for (size_t i = 0; i < parameters.size(); ++i) {
    double &x = parameters[i];
    const double g = gradient[i];
    switch (o.kind) {
    case Kind::GradientDescent: x -= o.lr * g; break;
    case Kind::Momentum:
    case Kind::Nesterov:
      first_[i] = o.momentum * first_[i] + o.lr * g;
      x -= first_[i];
      break;
    case Kind::Adagrad:
      second_[i] += g * g;
      x -= o.lr / std::sqrt(second_[i] + o.eps) * g;
      break;
    case Kind::RMSProp:
      second_[i] = o.decay * second_[i] + (1 - o.decay) * g * g;
      x -= o.lr / std::sqrt(second_[i] + o.eps) * g;
      break;
    case Kind::Adam:
    case Kind::AdamW:
      first_[i] = o.beta1 * first_[i] + (1 - o.beta1) * g;
      second_[i] = o.beta2 * second_[i] + (1 - o.beta2) * g * g;
      // PyTorch adds eps to the corrected root, PennyLane to the plain one.
      if (o.kind == Kind::AdamW) {
        x *= 1 - o.lr * o.weightDecay;
        x -= adamLr * first_[i] / (std::sqrt(second_[i]) + o.eps * root);
      } else {
        x -= adamLr * first_[i] / (std::sqrt(second_[i]) + o.eps);
      }
      break;
    }
  }
}

std::map<std::string, Tensor> Optimizer::state() const {
  std::map<std::string, Tensor> state = {{"steps", double(steps_)}};
  if (usesFirst(options_.kind))
    state["first"] = Tensor::vector(first_);
  if (usesSecond(options_.kind))
    state["second"] = Tensor::vector(second_);
  return state;
}

Status Optimizer::restore(const std::map<std::string, Tensor> &state) {
  auto own = this->state();
  bool fits = own.size() == state.size();
  for (const auto &[name, tensor] : own)
    fits = fits && state.count(name) && state.at(name).shape == tensor.shape;
  const double steps = fits ? state.at("steps").values[0] : 0;
  if (!fits || !(steps >= 0 && steps < 0x1p53 && steps == std::floor(steps)))
    return Diagnostic("E0451", "the saved state belongs to another optimiser or another number of parameters");
  steps_ = uint64_t(steps);
  if (usesFirst(options_.kind))
    first_ = state.at("first").values;
  if (usesSecond(options_.kind))
    second_ = state.at("second").values;
  return Success{};
}

} // namespace qml
