// SPDX-License-Identifier: Apache-2.0
//
// Synthetic data in the order of draws of sklearn/datasets/_samples_generator.py and of qml-benchmarks.

#include "qml/Classical/Generators.h"

#include "NumberText.h"
#include "qml/Classical/RandomState.h"

#include <cmath>
#include <numbers>

namespace qml {

static constexpr int64_t maxPoints = 10'000'000;

static Status checkSizes(int64_t n, int64_t features, double noise) {
  if (n < 1 || n > maxPoints || features < 1 || features > Tensor::maxElements / n)
    return Diagnostic("E0414",
                      "cannot generate " + std::to_string(n) + " points of " + std::to_string(features) + " features");
  if (!(noise >= 0) || !std::isfinite(noise))
    return Diagnostic("E0414", "the noise of generated data must be a number from 0");
  return Success{};
}

static Dataset assemble(int64_t features, std::vector<double> x, std::vector<double> labels,
                        std::vector<std::string> classNames) {
  Dataset data;
  data.x = Tensor({int64_t(labels.size()), features}, std::move(x));
  data.y = Labels{Tensor::vector(std::move(labels)), std::move(classNames)};
  for (int64_t column = 0; column < features; ++column)
    data.featureNames.push_back("x" + std::to_string(column));
  return data;
}

// np.linspace(0, stop, count)[i].
static double linspace(double stop, int64_t count, bool endpoint, int64_t i) {
  if (endpoint && count > 1 && i == count - 1)
    return stop;
  int64_t divisions = endpoint ? count - 1 : count;
  return divisions > 0 ? double(i) * (stop / double(divisions)) : 0;
}

static Dataset shuffled(const Dataset &data, RandomState &random) {
  return selectRows(data, random.permutation(data.rows()));
}

static void addNoise(Dataset &data, double noise, RandomState &random) {
  for (double &value : data.x.values)
    value += random.normal(0, noise);
}

Expected<Dataset> makeMoons(int64_t n, double noise, uint32_t seed) {
  if (auto fine = checkSizes(n, 2, noise); !fine)
    return fine.error();
  const int64_t outer = n / 2, inner = n - outer;
  std::vector<double> x, labels;
  for (int64_t i = 0; i < n; ++i) {
    const bool isOuter = i < outer;
    double angle =
        isOuter ? linspace(std::numbers::pi, outer, true, i) : linspace(std::numbers::pi, inner, true, i - outer);
    x.push_back(isOuter ? std::cos(angle) : 1 - std::cos(angle));
    x.push_back(isOuter ? std::sin(angle) : 1 - std::sin(angle) - 0.5);
    labels.push_back(isOuter ? 0 : 1);
  }
  RandomState random(seed);
  Dataset data = shuffled(assemble(2, std::move(x), std::move(labels), {"0", "1"}), random);
  addNoise(data, noise, random);
  return data;
}

Expected<Dataset> makeCircles(int64_t n, double noise, uint32_t seed, double factor) {
  if (auto fine = checkSizes(n, 2, noise); !fine)
    return fine.error();
  if (!(factor >= 0 && factor < 1))
    return Diagnostic("E0414", "the factor of make_circles must lie in [0, 1)");
  const int64_t outer = n / 2, inner = n - outer;
  std::vector<double> x, labels;
  for (int64_t i = 0; i < n; ++i) {
    const bool isOuter = i < outer;
    double angle = linspace(2 * std::numbers::pi, isOuter ? outer : inner, false, isOuter ? i : i - outer);
    x.push_back(isOuter ? std::cos(angle) : std::cos(angle) * factor);
    x.push_back(isOuter ? std::sin(angle) : std::sin(angle) * factor);
    labels.push_back(isOuter ? 0 : 1);
  }
  RandomState random(seed);
  Dataset data = shuffled(assemble(2, std::move(x), std::move(labels), {"0", "1"}), random);
  addNoise(data, noise, random);
  return data;
}

Expected<Dataset> makeBlobs(int64_t n, int64_t features, int64_t centers, double deviation, uint32_t seed) {
  if (auto fine = checkSizes(n, features, deviation); !fine)
    return fine.error();
  if (centers < 1 || centers > n)
    return Diagnostic("E0414", "make_blobs needs between 1 and " + std::to_string(n) + " centers");
  RandomState random(seed);
  std::vector<double> middles;
  for (int64_t i = 0; i < centers * features; ++i)
    middles.push_back(random.uniform(-10, 10));
  std::vector<double> x, labels;
  std::vector<std::string> names;
  for (int64_t center = 0; center < centers; ++center) {
    names.push_back(std::to_string(center));
    for (int64_t i = 0; i < n / centers + (center < n % centers ? 1 : 0); ++i) {
      for (int64_t j = 0; j < features; ++j)
        x.push_back(random.normal(middles[center * features + j], deviation));
      labels.push_back(double(center));
    }
  }
  return shuffled(assemble(features, std::move(x), std::move(labels), std::move(names)), random);
}

Expected<Dataset> makeLinearlySeparable(int64_t n, int64_t features, double margin, uint32_t seed) {
  if (auto fine = checkSizes(n, features, margin); !fine)
    return fine.error();
  RandomState random(seed);
  std::vector<double> x, labels, point(features);
  // The published procedure draws 2n points and keeps the first n outside of the margin.
  for (int64_t draw = 0; draw < 2 * n && int64_t(labels.size()) < n; ++draw) {
    double sum = 0;
    for (double &value : point)
      sum += value = 2 * random.uniform() - 1;
    if (std::fabs(sum) <= margin)
      continue;
    x.insert(x.end(), point.begin(), point.end());
    labels.push_back(sum > 0 ? 0 : 1);
  }
  if (int64_t(labels.size()) < n)
    return Diagnostic("E0414", "a margin of " + numberText(margin) + " leaves too few points")
        .withHelp("0.02 per feature is usual");
  return assemble(features, std::move(x), std::move(labels), {"-1", "1"});
}

} // namespace qml
