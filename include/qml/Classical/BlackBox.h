// SPDX-License-Identifier: Apache-2.0
//
// Optimisers that drive the objective themselves: NLopt's, and simultaneous perturbation (SPSA), which suits noisy
// values.
#pragma once

#include "qml/Support/Diagnostics.h"

#include <functional>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace qml {

enum class BlackBoxMethod : uint8_t { Cobyla, NelderMead, Powell, Lbfgs, Slsqp, Spsa };

/// By its name in the language (`nelder_mead`).
std::optional<BlackBoxMethod> findBlackBoxMethod(std::string_view name);
bool needsGradient(BlackBoxMethod method);

/// The value at `x`; when `gradient` is not empty it is to be filled. A diagnostic ends the search and is passed on.
using Objective = std::function<Expected<double>(std::span<const double> x, std::span<double> gradient)>;

struct BlackBoxOptions {
  /// Evaluations of the objective (SPSA: iterations, of two evaluations each).
  int64_t steps = 100;
  /// Ends once steps of x (cobyla, nelder_mead) or changes of the value (others) are smaller; 0 for never. Not for
  /// SPSA.
  double tol = 0;
  /// First step of the derivative-free methods; 1 as in SciPy's COBYLA.
  double initialStep = 1;
  uint64_t seed = 0;  // SPSA
  double spsaC = 0.2; // SPSA: size of the perturbations; the gain follows as in PennyLane
};

struct BlackBoxResult {
  std::vector<double> x; // best seen; SPSA: the last
  double value = 0;      // there
  int64_t evaluations = 0;
  std::vector<double> history; // value of each evaluation
};

/// `powell` is Brent's PRAXIS, the principal-axis form of Powell's method.
/// E0450 for options out of range, E0452 when the objective is not a finite number, and diagnostics of the objective.
Expected<BlackBoxResult> minimizeBlackBox(BlackBoxMethod method, const Objective &objective, std::vector<double> start,
                                          const BlackBoxOptions &options);

} // namespace qml
