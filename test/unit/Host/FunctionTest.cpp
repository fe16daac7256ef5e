// SPDX-License-Identifier: Apache-2.0
//
// Calls and gradients: values with closed forms, finite differences, batches where they lie, threads.

#include "qml/qml.h"

#include "qml/Classical/ParamFile.h"

#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <limits>
#include <thread>

using namespace qml;

namespace {

// <Z> of RY(x) RX(w)|0> is cos x cos w.
const char *text = R"(qml 1.0
circuit model(x: float, param w: float ~ uniform(0, 2*pi)) -> float {
  qubit q
  RY(x, q)
  RX(w, q)
  return expval(Z(q))
}
circuit layers[L=3](x: float[n], param v: float[L, n, 3] ~ uniform(0, 2*pi)) -> float[n] {
  qubit[n] q
  for l in range(L) {
    AngleEmbedding[axis=Y](x, q)
    Rot(v[l], q)
    ring(CNOT, q)
  }
  return expval(Z(q))
}
func loss(x: float[n], y: float, param scale: float = 0.5) -> float = (scale * sum(layers(x)) - y)**2
circuit both(x: float) {
  qubit[2] q
  RX(x, q[0])
  return expval(Z(q[0])), probs(q)
}
)";

Model program(Options options = {}) {
  auto model = Model::fromText(text, options);
  EXPECT_TRUE(model) << model.error().text;
  return *model;
}

Function compiled(const std::string &name, const Shapes &shapes = {}, Options options = {}) {
  auto function = program(options).function(name, shapes);
  EXPECT_TRUE(function) << function.error().text;
  return *function;
}

std::vector<double> numbers(size_t count, double step) {
  std::vector<double> result(count);
  for (size_t i = 0; i < count; ++i)
    result[i] = std::sin(step * double(i + 1)) * 2;
  return result;
}

TEST(HostFunction, ValueHasItsClosedForm) {
  Function f = compiled("model");
  std::vector<double> x{0.3}, w{1.1}, out(1), gradient(1);
  ASSERT_TRUE(f.call({x}, w, out));
  EXPECT_NEAR(out[0], std::cos(0.3) * std::cos(1.1), 1e-13);
  auto value = f.valueAndGradient({x}, w, gradient);
  ASSERT_TRUE(value) << value.error().text;
  EXPECT_NEAR(*value, std::cos(0.3) * std::cos(1.1), 1e-13);
  EXPECT_NEAR(gradient[0], -std::cos(0.3) * std::sin(1.1), 1e-13);
}

TEST(HostFunction, SeveralResultsFollowEachOther) {
  Function f = compiled("both");
  ASSERT_EQ(f.results().size(), 2u);
  EXPECT_EQ(f.results()[1].offset, 1u);
  EXPECT_EQ(f.results()[1].shape, std::vector<int64_t>{4});
  std::vector<double> x{0.4, 0.9}, out(10);
  ASSERT_TRUE(f.call({Batch(x, 2)}, {}, out));
  for (size_t row : {0, 1}) {
    EXPECT_NEAR(out[5 * row], std::cos(x[row]), 1e-13);
    EXPECT_NEAR(out[5 * row + 1], std::pow(std::cos(x[row] / 2), 2), 1e-13);
    EXPECT_NEAR(out[5 * row + 3], std::pow(std::sin(x[row] / 2), 2), 1e-13);
  }
}

TEST(HostFunction, RowsAreReadWhereTheyLie) {
  Function f = compiled("loss", {{"x", {2}}});
  std::vector<double> parameters = *f.initialParameters();
  constexpr size_t rows = 5, columns = 4; // x, y and a column of no use
  std::vector<double> table = numbers(rows * columns, 0.7);
  std::vector<double> strided(rows), single(1);
  std::span<const double> all(table);
  ASSERT_TRUE(f.call({Batch(all, rows, columns), Batch(all.subspan(2), rows, columns)}, parameters, strided));
  for (size_t row = 0; row < rows; ++row) {
    ASSERT_TRUE(f.call({all.subspan(row * columns, 2), all.subspan(row * columns + 2, 1)}, parameters, single));
    EXPECT_NEAR(strided[row], single[0], 1e-14);
  }
  // One row of y for all of x; a stride below the row's size overlaps.
  std::vector<double> shared(rows);
  ASSERT_TRUE(f.call({Batch(all, rows, 1), all.first(1)}, parameters, shared));
  ASSERT_TRUE(f.call({all.subspan(3, 2), all.first(1)}, parameters, single));
  EXPECT_NEAR(shared[3], single[0], 1e-14); // a row alone may round otherwise
}

TEST(HostFunction, GradientAgreesWithFiniteDifferences) {
  Function f = compiled("loss", {{"x", {3}}});
  ASSERT_EQ(f.parameters().size(), 2u);
  std::vector<double> w = numbers(f.numParameters(), 0.3), gradient(w.size()), ignored(w.size());
  constexpr size_t rows = 20;
  std::vector<double> x = numbers(rows * 3, 0.9), y = numbers(rows, 1.7);
  auto value = f.valueAndGradient({Batch(x, rows), Batch(y, rows)}, w, gradient);
  ASSERT_TRUE(value) << value.error().text;
  constexpr double h = 1e-5;
  for (size_t i = 0; i < w.size(); ++i) {
    double sides[2];
    for (int side : {0, 1}) {
      std::vector<double> shifted = w;
      shifted[i] += side ? h : -h;
      sides[side] = *f.valueAndGradient({Batch(x, rows), Batch(y, rows)}, shifted, ignored);
    }
    EXPECT_NEAR(gradient[i], (sides[1] - sides[0]) / (2 * h), 1e-6) << i;
  }
  std::vector<double> values(rows), gradients(rows * w.size());
  ASSERT_TRUE(f.valuesAndGradients({Batch(x, rows), Batch(y, rows)}, w, values, gradients));
  double mean = 0, first = 0;
  for (size_t row = 0; row < rows; ++row) {
    mean += values[row] / rows;
    first += gradients[row * w.size()] / rows;
  }
  EXPECT_NEAR(mean, *value, 1e-12);
  EXPECT_NEAR(first, gradient[0], 1e-12);
}

TEST(HostFunction, InitialParametersHangOnTheSeed) {
  auto drawn = [](uint64_t seed) { return *compiled("loss", {{"x", {2}}}, {.seed = seed}).initialParameters(); };
  EXPECT_EQ(drawn(1), drawn(1));
  EXPECT_NE(drawn(1), drawn(2));
  Function f = compiled("loss", {{"x", {2}}});
  std::vector<double> w = *f.initialParameters();
  for (const Field &parameter : f.parameters()) {
    if (parameter.name == "loss.scale") {
      EXPECT_EQ(w[parameter.offset], 0.5);
    }
  }
}

TEST(HostFunction, WrongSizesAreErrors) {
  Function f = compiled("loss", {{"x", {2}}});
  std::vector<double> w(f.numParameters()), gradient(w.size()), x(6), y(3), out(3);
  auto code = [](const auto &result) { return result ? "" : result.error().code; };
  EXPECT_EQ(code(f.call({Batch(x, 3), Batch(y, 3)}, w, out)), "");
  EXPECT_EQ(code(f.call({Batch(x, 3)}, w, out)), "E0812");
  EXPECT_EQ(code(f.call({Batch(x, 2), Batch(y, 3)}, w, out)), "E0812");
  EXPECT_EQ(code(f.call({Batch(x, 2), Batch(std::span(y).first(2), 2)}, w, out)), "E0812");
  EXPECT_EQ(code(f.call({Batch(x, 3, 3), Batch(y, 3)}, w, out)), "E0812");
  EXPECT_EQ(code(f.call({Batch(x, 3, std::numeric_limits<size_t>::max()), Batch(y, 3)}, w, out)), "E0812");
  EXPECT_EQ(code(f.call({Batch(x, 3), Batch(y, 3)}, std::span(w).first(1), out)), "E0812");
  EXPECT_EQ(code(f.call({Batch(x, 3), Batch(y, 3)}, w, std::span(out).first(2))), "E0812");
  EXPECT_EQ(code(f.valueAndGradient({Batch(x, 3), Batch(y, 3)}, w, std::span(gradient).first(2))), "E0812");
  EXPECT_EQ(code(f.valueAndGradient({Batch(x, 0), Batch(y, 0)}, w, gradient)), "E0812");
  EXPECT_EQ(code(compiled("layers", {{"x", {2}}}).valueAndGradient({x}, w, gradient)), "E0504");
  EXPECT_EQ(code(compiled("both").valueAndGradient({x}, {}, {})), "E0504");
}

TEST(HostFunction, AnglesMustBeFinite) {
  Function f = compiled("model");
  std::vector<double> x{0.1, std::numeric_limits<double>::quiet_NaN()}, w{0.2}, out(2);
  auto called = f.call({Batch(x, 2)}, w, out);
  ASSERT_FALSE(called);
  EXPECT_EQ(called.error().code, "E0604");
  EXPECT_EQ(called.error().line, 2u);
}

TEST(HostFunction, ErrorsOfSeveralThreadsAreReportedOnce) {
  constexpr size_t rows = 1000;
  for (int64_t n : {2, 12}) {
    Function f = compiled("loss", {{"x", {n}}}, {.threads = 4});
    std::vector<double> w(f.numParameters()), x(rows * n), y(rows), out(rows), gradient(w.size());
    for (size_t row = 0; row < rows; row += 70)
      x[row * n] = std::numeric_limits<double>::infinity();
    std::vector<Batch> inputs{Batch(x, rows), Batch(y, rows)};
    auto called = f.call(inputs, w, out);
    ASSERT_FALSE(called);
    EXPECT_EQ(called.error().code, "E0604");
    EXPECT_EQ(called.error().text.find("E0604"), called.error().text.rfind("E0604"));
    EXPECT_FALSE(f.valueAndGradient(inputs, w, gradient));
    std::fill(x.begin(), x.end(), 0.1);
    EXPECT_TRUE(f.call(inputs, w, out));
  }
}

TEST(HostFunction, ShotsAreRepeatable) {
  Function f = compiled("model", {}, {.seed = 3, .shots = 1000});
  std::vector<double> x{0.5}, w{0.7}, first(1), again(1), other(1);
  ASSERT_TRUE(f.call({x}, w, first, 1));
  ASSERT_TRUE(f.call({x}, w, again, 1));
  ASSERT_TRUE(f.call({x}, w, other, 2));
  EXPECT_EQ(first, again);
  EXPECT_NE(first, other);
  EXPECT_NEAR(first[0], std::cos(0.5) * std::cos(0.7), 0.15);
}

/// All that `loss` of `n` qubits gives for a batch, step after step.
std::vector<double> everything(unsigned threads, int64_t n, size_t rows) {
  Function f = compiled("loss", {{"x", {n}}}, {.threads = threads});
  std::vector<double> x = numbers(rows * n, 0.4), y = numbers(rows, 1.1), w = numbers(f.numParameters(), 0.3), all;
  std::vector<double> values(rows), gradient(w.size()), gradients(rows * w.size());
  std::vector<Batch> inputs{Batch(x, rows), Batch(y, rows)};
  for (int step = 0; step < 3; ++step) {
    EXPECT_TRUE(f.call(inputs, w, values));
    all.insert(all.end(), values.begin(), values.end());
    EXPECT_TRUE(f.valuesAndGradients(inputs, w, values, gradients));
    all.insert(all.end(), gradients.begin(), gradients.end());
    all.push_back(*f.valueAndGradient(inputs, w, gradient));
    for (size_t i = 0; i < w.size(); ++i)
      w[i] -= 0.1 * gradient[i];
  }
  all.insert(all.end(), w.begin(), w.end());
  return all;
}

TEST(HostFunction, ThreadsDoNotChangeResults) {
  // Rows run together, one by one, and one large state at a time.
  for (auto [n, rows] : {std::pair(3, 500), {12, 20}, {15, 3}}) {
    const std::vector<double> one = everything(1, n, rows);
    for (unsigned threads : {2u, 4u})
      EXPECT_EQ(one, everything(threads, n, rows)) << n;
  }
}

TEST(HostFunction, SinglePrecisionIsNearDouble) {
  constexpr size_t rows = 3;
  std::vector<double> x = numbers(rows * 3, 0.4), y = numbers(rows, 1.1);
  Function twice = compiled("loss", {{"x", {3}}}), once = compiled("loss", {{"x", {3}}}, {.precision = Precision::Single});
  std::vector<double> w = numbers(twice.numParameters(), 0.3), gradient(w.size()), single(w.size());
  std::vector<Batch> inputs{Batch(x, rows), Batch(y, rows)};
  double value = *twice.valueAndGradient(inputs, w, gradient), near = *once.valueAndGradient(inputs, w, single);
  EXPECT_NE(value, near);
  EXPECT_NEAR(value, near, 1e-5);
  EXPECT_NE(gradient, single);
  for (size_t i = 0; i < w.size(); ++i)
    EXPECT_NEAR(gradient[i], single[i], 1e-5);
  std::vector<double> losses(rows), nearLosses(rows);
  ASSERT_TRUE(twice.call(inputs, w, losses));
  ASSERT_TRUE(once.call(inputs, w, nearLosses));
  EXPECT_NE(losses, nearLosses);
  for (size_t i = 0; i < rows; ++i)
    EXPECT_NEAR(losses[i], nearLosses[i], 1e-5);
}

TEST(HostFunction, SeveralThreadsCallOneFunction) {
  Model model = program({.threads = 2});
  Function f = *model.function("loss", {{"x", {3}}});
  constexpr size_t rows = 150;
  std::vector<double> x = numbers(rows * 3, 0.4), y = numbers(rows, 1.1), w = numbers(f.numParameters(), 0.3);
  std::vector<double> values[2], gradients[2];
  std::atomic<bool> failed = false;
  {
    std::vector<std::jthread> threads;
    for (int i : {0, 1})
      threads.emplace_back([&, i] {
        for (int repeat = 0; repeat < 10; ++repeat) {
          values[i].assign(rows, 0);
          gradients[i].assign(w.size(), 0);
          failed = failed || !f.call({Batch(x, rows), Batch(y, rows)}, w, values[i]) ||
                   !f.valueAndGradient({Batch(x, rows), Batch(y, rows)}, w, gradients[i]) ||
                   !model.function("layers", {{"x", {2 + i}}});
        }
      });
  }
  EXPECT_FALSE(failed);
  EXPECT_EQ(values[0], values[1]);
  EXPECT_EQ(gradients[0], gradients[1]);
}

TEST(HostFunction, ReadsParameterFiles) {
  Function f = compiled("model");
  auto missing = f.loadParameters("no/such.params");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, "E0420");
  auto path = std::filesystem::temp_directory_path() / "qml-host-test.params";
  std::ofstream(path) << "not parameters";
  auto damaged = f.loadParameters(path.string());
  std::filesystem::remove(path);
  EXPECT_FALSE(damaged);
}

TEST(HostFunction, ParametersOfOneNameAreToldApart) {
  auto model = Model::fromText(R"(qml 1.0
circuit a(x: float, param w: float) -> float {
  qubit q
  RX(x + w, q)
  return expval(Z(q))
}
circuit b(x: float, param w: float) -> float {
  qubit q
  RY(x * w, q)
  return expval(Z(q))
}
func loss(x: float) -> float = a(x) + b(x)
)");
  ASSERT_TRUE(model) << model.error().text;
  Function loss = *model->function("loss"), a = *model->function("a");
  auto path = (std::filesystem::temp_directory_path() / "qml-host-names.params").string();
  auto save = [&](std::map<std::string, Tensor> tensors) {
    EXPECT_TRUE(saveParams(path, ParamFile{"", std::move(tensors), {}}));
  };
  save({{"a.w", Tensor(0.5)}, {"b.w", Tensor(0.25)}});
  auto both = loss.loadParameters(path), own = a.loadParameters(path);
  ASSERT_TRUE(both) << both.error().text;
  ASSERT_TRUE(own) << own.error().text;
  ASSERT_EQ(both->size(), 2u);
  for (const Field &field : loss.parameters())
    EXPECT_EQ((*both)[field.offset], field.name == "a.w" ? 0.5 : 0.25) << field.name;
  EXPECT_EQ(*own, std::vector<double>{0.5});

  save({{"w", Tensor(0.75)}});
  both = loss.loadParameters(path);
  own = a.loadParameters(path);
  ASSERT_FALSE(both);
  EXPECT_EQ(both.error().code, "E0424");
  ASSERT_TRUE(own) << own.error().text;
  EXPECT_EQ(*own, std::vector<double>{0.75});
  std::filesystem::remove(path);
}

TEST(HostFunction, OutlivesItsModel) {
  Function f = [] { return *program().function("model"); }();
  std::vector<double> x{0.3}, w{1.1}, out(1);
  EXPECT_TRUE(f.call({x}, w, out));
}

} // namespace
