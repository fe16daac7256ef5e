// SPDX-License-Identifier: Apache-2.0
//
// Five steps of each optimiser equal PennyLane 0.45's (AdamW: the formula in PyTorch's documentation).
#include "qml/Classical/Optimizers.h"
#include "ClassicalTesting.h"

#include <cmath>

using namespace qml;

namespace {

/// Slope of (x0-1)^4 + (x1+2)^4 + x0 x1.
std::vector<double> slope(std::span<const double> x) {
  return {4 * std::pow(x[0] - 1, 3) + x[1], 4 * std::pow(x[1] + 2, 3) + x[0]};
}

void advance(Optimizer &optimizer, std::vector<double> &x, int steps) {
  for (int i = 0; i < steps; ++i)
    optimizer.step(x, slope(optimizer.gradientPoint(x)));
}

} // namespace

TEST(Optimizers, EqualPennyLane) {
  const std::tuple<const char *, double, double> expected[] = {
      {"gradient_descent", 0.5396179757147286, -0.8003140297857734},
      {"momentum", 0.6304019944417815, -2.73442598810993},
      {"nesterov", 0.6542209463967333, -2.1625105266234037},
      {"adagrad", 0.5304294172640635, 0.2679236103884301},
      {"rmsprop", 0.5883739120892284, 0.19597480574012313},
      {"adam", 0.5493567260347483, 0.25005394857011826},
      {"adamw", 0.5049703763798237, 0.29498565627037665}};
  for (auto [name, first, second] : expected) {
    auto optimizer = must(Optimizer::create(OptimizerOptions::defaults(*findOptimizer(name)), 2));
    std::vector<double> x = {0.5, 0.3};
    advance(optimizer, x, 5);
    EXPECT_NEAR(x[0], first, 1e-13) << name;
    EXPECT_NEAR(x[1], second, 1e-13) << name;
  }
  EXPECT_FALSE(findOptimizer("lbfgs"));
}

TEST(Optimizers, ResumeBitForBit) {
  for (const char *name : {"gradient_descent", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "adamw"}) {
    auto options = OptimizerOptions::defaults(*findOptimizer(name));
    auto whole = must(Optimizer::create(options, 2)), resumed = must(Optimizer::create(options, 2));
    std::vector<double> x = {0.5, 0.3};
    advance(whole, x, 4);
    must(resumed.restore(whole.state()));
    std::vector<double> y = x;
    advance(whole, x, 6);
    advance(resumed, y, 6);
    EXPECT_EQ(x, y) << name;
  }
}

TEST(Optimizers, RefuseForeignStatesAndRanges) {
  auto adam = must(Optimizer::create(OptimizerOptions::defaults(OptimizerKind::Adam), 2));
  auto other = must(Optimizer::create(OptimizerOptions::defaults(OptimizerKind::Adam), 3));
  auto momentum = must(Optimizer::create(OptimizerOptions::defaults(OptimizerKind::Momentum), 2));
  EXPECT_EQ(errorText(adam.restore(other.state())),
            "error[E0451]: the saved state belongs to another optimiser or another number of parameters\n");
  EXPECT_EQ(errorCode(adam.restore(momentum.state())), "E0451");
  auto state = adam.state();
  state["steps"] = -1.0;
  EXPECT_EQ(errorCode(adam.restore(state)), "E0451");
  EXPECT_EQ(errorText(Optimizer::create({.lr = 0}, 1)),
            "error[E0450]: the learning rate `lr` must be a positive number\n");
  EXPECT_EQ(errorText(Optimizer::create({.beta1 = 1}, 1)),
            "error[E0450]: `beta1` of an optimiser must lie in [0, 1)\n");
  EXPECT_EQ(errorCode(Optimizer::create({.lr = NAN}, 1)), "E0450");
}
