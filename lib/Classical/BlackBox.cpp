// SPDX-License-Identifier: Apache-2.0
//
// NLopt behind one function, and SPSA (Spall, "An overview of the simultaneous perturbation method", 1998).

#include "qml/Classical/BlackBox.h"

#include "qml/Classical/Rng.h"

#include <nlopt.h>

#include <algorithm>
#include <cmath>
#include <memory>

namespace qml {

using Method = BlackBoxMethod;

std::optional<BlackBoxMethod> findBlackBoxMethod(std::string_view name) {
  static constexpr std::pair<std::string_view, Method> table[] = {
      {"cobyla", Method::Cobyla}, {"nelder_mead", Method::NelderMead},
      {"powell", Method::Powell}, {"lbfgs", Method::Lbfgs},
      {"slsqp", Method::Slsqp},   {"spsa", Method::Spsa}};
  for (auto [text, method] : table)
    if (text == name)
      return method;
  return std::nullopt;
}

bool needsGradient(BlackBoxMethod method) { return method == Method::Lbfgs || method == Method::Slsqp; }

namespace {

/// Calls the objective, keeps the best point, and remembers the first failure.
class Recorder {
public:
  explicit Recorder(const Objective &objective) : objective_(objective) {}

  std::optional<double> evaluate(std::span<const double> x, std::span<double> gradient) {
    // NLopt hands over memory that was never written.
    std::fill(gradient.begin(), gradient.end(), 0.0);
    auto value = objective_(x, gradient);
    ++result.evaluations;
    if (!value) {
      failure = value.takeError();
      return std::nullopt;
    }
    bool finite = std::isfinite(*value);
    for (double slope : gradient)
      finite = finite && std::isfinite(slope);
    if (!finite) {
      failure = Diagnostic("E0452", "the objective or its gradient is not a finite number at evaluation " +
                                        std::to_string(result.evaluations));
      return std::nullopt;
    }
    result.history.push_back(*value);
    if (result.x.empty() || *value < result.value) {
      result.x.assign(x.begin(), x.end());
      result.value = *value;
    }
    return *value;
  }

  BlackBoxResult result;
  std::optional<Diagnostic> failure;

private:
  const Objective &objective_;
};

struct NloptCall {
  Recorder &recorder;
  nlopt_opt search;
};

double callBack(unsigned n, const double *x, double *gradient, void *data) {
  auto &call = *static_cast<NloptCall *>(data);
  if (call.recorder.failure)
    return INFINITY;
  auto value = call.recorder.evaluate({x, n}, gradient ? std::span(gradient, n) : std::span<double>());
  if (!value)
    nlopt_force_stop(call.search);
  return value.value_or(INFINITY);
}

nlopt_algorithm algorithmOf(Method method) {
  switch (method) {
  case Method::Cobyla: return NLOPT_LN_COBYLA;
  case Method::NelderMead: return NLOPT_LN_NELDERMEAD;
  case Method::Powell: return NLOPT_LN_PRAXIS;
  case Method::Lbfgs: return NLOPT_LD_LBFGS;
  case Method::Slsqp: return NLOPT_LD_SLSQP;
  case Method::Spsa: break;
  }
  __builtin_unreachable();
}

} // namespace

static void runNlopt(Method method, Recorder &recorder, std::vector<double> x, const BlackBoxOptions &options) {
  std::unique_ptr<std::remove_pointer_t<nlopt_opt>, decltype(&nlopt_destroy)> search(
      nlopt_create(algorithmOf(method), unsigned(x.size())), nlopt_destroy);
  NloptCall call{recorder, search.get()};
  nlopt_set_min_objective(search.get(), callBack, &call);
  nlopt_set_maxeval(search.get(), int(options.steps));
  if (options.tol > 0 && (method == Method::Cobyla || method == Method::NelderMead))
    nlopt_set_xtol_abs1(search.get(), options.tol);
  else if (options.tol > 0)
    nlopt_set_ftol_abs(search.get(), options.tol);
  nlopt_set_initial_step1(search.get(), options.initialStep);
  // PRAXIS draws random directions from a generator of the thread.
  nlopt_srand(42);
  double value;
  // Codes below zero mean that rounding ended the search: what was found still counts.
  nlopt_optimize(search.get(), x.data(), &value);
}

static void runSpsa(Recorder &recorder, std::vector<double> x, const BlackBoxOptions &options) {
  constexpr double alpha = 0.602, gamma = 0.101;
  const double stability = 0.1 * double(options.steps), gain = 0.05 * std::pow(stability + 1, alpha);
  std::vector<double> direction(x.size()), shifted(x.size());
  auto valueAt = [&](double distance) {
    for (size_t i = 0; i < x.size(); ++i)
      shifted[i] = x[i] + distance * direction[i];
    return recorder.evaluate(shifted, {});
  };
  for (int64_t k = 0; k < options.steps; ++k) {
    Rng rng(options.seed, uint64_t(k));
    const double step = gain / std::pow(double(k + 1) + stability, alpha);
    const double size = options.spsaC / std::pow(double(k + 1), gamma);
    for (double &sign : direction)
      sign = rng.bits() >> 63 ? 1 : -1;
    auto up = valueAt(size), down = up ? valueAt(-size) : std::nullopt;
    if (!down)
      return;
    for (size_t i = 0; i < x.size(); ++i)
      x[i] -= step * (*up - *down) / (2 * size * direction[i]);
  }
  if (auto value = recorder.evaluate(x, {})) {
    recorder.result.x = std::move(x);
    recorder.result.value = *value;
  }
}

Expected<BlackBoxResult> minimizeBlackBox(BlackBoxMethod method, const Objective &objective, std::vector<double> start,
                                          const BlackBoxOptions &options) {
  if (start.empty())
    return Diagnostic("E0450", "there are no parameters to optimise");
  if (options.steps < 1 || options.steps > 1'000'000'000)
    return Diagnostic("E0450", "`steps` must lie between 1 and 1000000000");
  if (!(options.tol >= 0) || !(options.initialStep > 0) || !(options.spsaC > 0))
    return Diagnostic("E0450", "`tol` must not be negative, the first step of a search must be positive");
  Recorder recorder(objective);
  if (method == Method::Spsa)
    runSpsa(recorder, std::move(start), options);
  else
    runNlopt(method, recorder, std::move(start), options);
  if (recorder.failure)
    return std::move(*recorder.failure);
  if (recorder.result.x.empty())
    return Diagnostic("E0450", "the optimiser refused to start on " + std::to_string(start.size()) + " parameters");
  return std::move(recorder.result);
}

} // namespace qml
