// SPDX-License-Identifier: Apache-2.0
//
// Each search finds the minimum of a smooth valley within its budget, and stops at once when the objective fails.
#include "qml/Classical/BlackBox.h"
#include "ClassicalTesting.h"

#include <algorithm>
#include <cmath>

using namespace qml;

namespace {

/// Minimum 3 at (1, -2); curved and coupled.
Expected<double> valley(std::span<const double> x, std::span<double> gradient) {
  double a = x[0] - 1, b = x[1] + 2;
  if (!gradient.empty()) {
    gradient[0] = 2 * a + b;
    gradient[1] = 4 * b + a;
  }
  return 3 + a * a + 2 * b * b + a * b;
}

constexpr const char *methods[] = {"cobyla", "nelder_mead", "powell", "lbfgs", "slsqp", "spsa"};

} // namespace

TEST(BlackBox, FindsTheMinimum) {
  for (const char *name : methods) {
    auto result = must(minimizeBlackBox(*findBlackBoxMethod(name), valley, {0, 0}, {.steps = 400, .seed = 1}));
    EXPECT_NEAR(result.value, 3, 1e-3) << name;
    EXPECT_NEAR(result.x[0], 1, 0.05) << name;
    EXPECT_NEAR(result.x[1], -2, 0.05) << name;
    EXPECT_EQ(result.evaluations, int64_t(result.history.size())) << name;
  }
  EXPECT_FALSE(findBlackBoxMethod("adam"));
  EXPECT_TRUE(needsGradient(BlackBoxMethod::Slsqp));
  EXPECT_FALSE(needsGradient(BlackBoxMethod::Powell));
}

TEST(BlackBox, KeepsToItsBudgetAndRepeatsItself) {
  for (const char *name : methods) {
    BlackBoxOptions options = {.steps = 15, .seed = 3};
    auto first = must(minimizeBlackBox(*findBlackBoxMethod(name), valley, {0, 0}, options));
    auto second = must(minimizeBlackBox(*findBlackBoxMethod(name), valley, {0, 0}, options));
    EXPECT_LE(first.evaluations, std::string(name) == "spsa" ? 31 : 15) << name;
    EXPECT_EQ(first.history, second.history) << name;
    EXPECT_EQ(first.x, second.x) << name;
  }
}

TEST(BlackBox, StopsAtTheTolerance) {
  auto result = must(minimizeBlackBox(BlackBoxMethod::Cobyla, valley, {0, 0}, {.steps = 10000, .tol = 1e-3}));
  EXPECT_LT(result.evaluations, 200);
}

TEST(BlackBox, OneParameterIsEnough) {
  auto parabola = [](std::span<const double> x, std::span<double> gradient) -> Expected<double> {
    if (!gradient.empty())
      gradient[0] = 2 * (x[0] - 0.5);
    return (x[0] - 0.5) * (x[0] - 0.5);
  };
  for (const char *name : methods)
    EXPECT_NEAR(must(minimizeBlackBox(*findBlackBoxMethod(name), parabola, {3}, {.steps = 200})).x[0], 0.5, 0.05)
        << name;
}

TEST(BlackBox, PassesOnFailures) {
  for (const char *name : methods) {
    int calls = 0;
    auto failing = [&](std::span<const double> x, std::span<double> gradient) -> Expected<double> {
      std::fill(gradient.begin(), gradient.end(), 1.0);
      if (++calls == 4)
        return Diagnostic("E0999", "the device is gone");
      return x[0] + x[1];
    };
    EXPECT_EQ(errorText(minimizeBlackBox(*findBlackBoxMethod(name), failing, {1, 1}, {})),
              "error[E0999]: the device is gone\n")
        << name;
    EXPECT_EQ(calls, 4) << name;
    auto undefined = [](std::span<const double>, std::span<double>) -> Expected<double> { return NAN; };
    EXPECT_EQ(errorText(minimizeBlackBox(*findBlackBoxMethod(name), undefined, {1, 1}, {})),
              "error[E0452]: the objective or its gradient is not a finite number at evaluation 1\n")
        << name;
  }
}

TEST(BlackBox, RefusesUnfitOptions) {
  EXPECT_EQ(errorCode(minimizeBlackBox(BlackBoxMethod::Cobyla, valley, {}, {})), "E0450");
  EXPECT_EQ(errorCode(minimizeBlackBox(BlackBoxMethod::Cobyla, valley, {0, 0}, {.steps = 0})), "E0450");
  EXPECT_EQ(errorCode(minimizeBlackBox(BlackBoxMethod::Cobyla, valley, {0, 0}, {.initialStep = 0})), "E0450");
}
