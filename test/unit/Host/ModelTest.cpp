// SPDX-License-Identifier: Apache-2.0
//
// Loading and compiling: sizes, and errors as values.

#include "qml/qml.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <utility>

using namespace qml;

namespace {

const char *text = R"(qml 1.0
circuit model[L=2](x: float[n], param w: float[L, n]) -> float[n] {
  qubit[n] q
  for l in range(L) {
    RY(x, q)
    RX(w[l], q)
  }
  return expval(Z(q))
}
circuit pick(k: int, theta: float) -> float {
  qubit[3] q
  RX(theta, q[k])
  return expval(Z(q[k]))
}
circuit samples(x: float) {
  qubit q
  RX(x, q)
  return sample(q)
}
func later(x: float) -> float = sum(samples(x))
kernel k(a, b: float[2]) = overlap(AngleEmbedding(a), AngleEmbedding(b))
)";

Model library() {
  auto model = Model::fromText(text);
  EXPECT_TRUE(model) << model.error().text;
  return *model;
}

void expectError(const Result<Function> &result, const std::string &code, const std::string &part) {
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, code) << result.error().text;
  EXPECT_NE(result.error().text.find(part), std::string::npos) << result.error().text;
}

TEST(HostModel, LoadsFiles) {
  auto model = Model::load(std::string(std::getenv("QML_EXAMPLES")) + "/02_classifier.qml");
  ASSERT_TRUE(model) << model.error().text;
  EXPECT_TRUE(model->function("model", {{"x", {2}}}));
}

TEST(HostModel, MissingFile) {
  auto model = Model::load("no/such/file.qml");
  ASSERT_FALSE(model);
  EXPECT_EQ(model.error().code, "E0400");
  EXPECT_EQ(model.error().line, 0u);
  EXPECT_NE(model.error().message.find("no/such/file.qml"), std::string::npos);
  EXPECT_FALSE(Model::load(std::filesystem::temp_directory_path().string()));
}

TEST(HostModel, LargeFile) {
  auto path = std::filesystem::temp_directory_path() / "qml-host-large.qml";
  std::ofstream(path) << "qml 1.0\n";
  std::filesystem::resize_file(path, (uintmax_t(64) << 20) + 1); // a hole takes no space
  auto model = Model::load(path.string());
  std::filesystem::remove(path);
  ASSERT_FALSE(model);
  EXPECT_EQ(model.error().code, "E0409") << model.error().message;
}

TEST(HostModel, SyntaxErrorHasAPlace) {
  auto model = Model::fromText("qml 1.0\ncircuit c() -> float {\n  qubit q\n  RX(0.1,, q)\n  return expval(Z(q))\n}\n",
                               {}, "c.qml");
  ASSERT_FALSE(model);
  EXPECT_EQ(model.error().code.substr(0, 3), "E00");
  EXPECT_EQ(model.error().file, "c.qml");
  EXPECT_EQ(model.error().line, 4u);
  EXPECT_NE(model.error().text.find("RX(0.1,, q)"), std::string::npos) << model.error().text;
}

TEST(HostModel, ReportsAllDeclarations) {
  auto model =
      Model::fromText("qml 1.0\nfunc f(x: float) -> float = x + nothing\nfunc g(x: float) -> float = nowhere\n");
  ASSERT_FALSE(model);
  EXPECT_EQ(model.error().line, 2u);
  EXPECT_NE(model.error().text.find("nothing"), std::string::npos);
  EXPECT_NE(model.error().text.find("nowhere"), std::string::npos);
}

TEST(HostModel, ErrorsDoNotHangOnModelsBefore) {
  auto refused = [] {
    return Model::fromText("qml 1.0\ngate g(q: qubit[n]) {\n  for i in range(n) {\n    qubit[i] r\n    r\n  }\n}\n");
  };
  auto first = refused(), again = refused();
  ASSERT_FALSE(first);
  ASSERT_FALSE(again);
  EXPECT_NE(first.error().text.find("qubit[i]"), std::string::npos) << first.error().text;
  EXPECT_EQ(first.error().text, again.error().text);
}

TEST(HostModel, SizesComeFromShapesAndConstants) {
  auto function = library().function("model", {{"x", {3}}}, {{"L", 4}});
  ASSERT_TRUE(function) << function.error().text;
  ASSERT_EQ(function->inputs().size(), 1u);
  EXPECT_EQ(function->inputs()[0].name, "x");
  EXPECT_EQ(function->inputs()[0].shape, std::vector<int64_t>{3});
  ASSERT_EQ(function->parameters().size(), 1u);
  EXPECT_EQ(function->parameters()[0].name, "model.w");
  EXPECT_EQ(function->parameters()[0].shape, (std::vector<int64_t>{4, 3}));
  EXPECT_EQ(function->numParameters(), 12u);
  EXPECT_EQ(function->resultSize(), 3u);
  auto standard = library().function("model", {{"x", {3}}});
  ASSERT_TRUE(standard);
  EXPECT_EQ(standard->numParameters(), 6u);
}

TEST(HostModel, WholeArgumentsAreConstants) {
  auto function = library().function("pick", {}, {{"k", 2}});
  ASSERT_TRUE(function) << function.error().text;
  double theta = 0.7, out = 0;
  ASSERT_TRUE(function->call({std::span(&theta, 1)}, {}, {&out, 1}));
  EXPECT_NEAR(out, std::cos(theta), 1e-12);
}

TEST(HostModel, DeclaredArguments) {
  auto of = [model = library()](const std::string &name) { return *model.arguments(name); };
  ASSERT_EQ(of("model").size(), 1u);
  EXPECT_EQ(of("model")[0].name, "x");
  EXPECT_TRUE(of("model")[0].isFloat);
  EXPECT_EQ(of("model")[0].rank, 1u);
  ASSERT_EQ(of("pick").size(), 2u);
  EXPECT_FALSE(of("pick")[0].isFloat);
  EXPECT_EQ(of("pick")[1].rank, 0u);
  EXPECT_EQ(library().arguments("modl").error().code, "E0811");
}

TEST(HostModel, OneCircuitUnderSeveralFunctions) {
  // What is compiled first leaves the circuit to the others, in any order, with and without gradients.
  const char *program = R"(qml 1.0
circuit c(param w: float, x: float) -> float {
  qubit q
  RX(x + w, q)
  return expval(Z(q))
}
func twice(x: float) -> float = 2*c(x)
func fixed(x: float) -> float = x*c(0.5)
func all(x: float) -> float = twice(x)*c(x) + c(2*x)
)";
  const double x = 0.3, w = 0.4;
  const double c = std::cos(x + w), slope = -std::sin(x + w);
  const std::map<std::string, std::pair<double, double>> expected = {
      {"c", {c, slope}}, {"twice", {2 * c, 2 * slope}}, {"fixed", {x * std::cos(0.5 + w), -x * std::sin(0.5 + w)}}, {"all", {2 * c * c + std::cos(2 * x + w), 4 * c * slope - std::sin(2 * x + w)}}};
  for (const std::vector<std::string> &order : std::vector<std::vector<std::string>>{{"all", "twice", "fixed", "c"}, {"c", "all", "fixed", "twice"}, {"twice", "c", "fixed", "all"}}) {
    auto model = Model::fromText(program);
    ASSERT_TRUE(model) << model.error().text;
    for (const std::string &name : order) {
      auto function = model->function(name);
      ASSERT_TRUE(function) << function.error().text;
      double value = 0, gradient = 0;
      ASSERT_TRUE(function->call({std::span(&x, 1)}, {&w, 1}, {&value, 1}));
      EXPECT_NEAR(value, expected.at(name).first, 1e-12) << name;
      const auto both = function->valueAndGradient({std::span(&x, 1)}, {&w, 1}, {&gradient, 1});
      ASSERT_TRUE(both);
      EXPECT_NEAR(*both, expected.at(name).first, 1e-12) << name;
      EXPECT_NEAR(gradient, expected.at(name).second, 1e-12) << name;
    }
  }
}

TEST(HostModel, WrongNamesAndShapes) {
  Model model = library();
  expectError(model.function("modl", {{"x", {2}}}), "E0811", "did you mean `model`?");
  expectError(model.function("k"), "E0811", "neither a circuit nor a func");
  expectError(model.function("samples"), "E0811", "takes samples");
  expectError(model.function("later"), "E0811", "takes samples");
  expectError(model.function("model", {{"y", {2}}}), "E0813", "no float argument `y`");
  expectError(model.function("model", {{"x", {2}}}, {{"M", 1}}), "E0813", "`M`");
  expectError(model.function("model"), "E0802", "the shape of `x`");
  expectError(model.function("pick"), "E0802", "`k`");
  expectError(model.function("model", {{"x", {2, 2}}}), "E0107", "`x`");
  // An error leaves the model as it was.
  EXPECT_TRUE(model.function("model", {{"x", {2}}}));
}

TEST(HostModel, WrongNumbersOfShots) {
  for (std::string shots : {"-1", "0", "2000000000"}) {
    auto model = Model::fromText("qml 1.0\n@shots(" + shots +
                                 ")\ncircuit c() -> float {\n  qubit q\n  H(q)\n  return expval(Z(q))\n}\n");
    ASSERT_TRUE(model) << model.error().text;
    expectError(model->function("c"), "E0116", "`shots` can't be " + shots);
  }
}

TEST(HostModel, FilesMayComeLater) {
  auto folder = std::filesystem::temp_directory_path() / "qml-host-files";
  std::filesystem::remove_all(folder);
  std::filesystem::create_directory(folder);
  auto model = Model::fromText("qml 1.0\nobservable H = pauli_json(\"h.json\")\nconst C = pauli_json(\"c.json\")\n"
                               "circuit a() -> float {\n  qubit q\n  return expval(H, q)\n}\n"
                               "circuit b() -> float {\n  qubit q\n  return expval(C, q)\n}\n",
                               {}, (folder / "model.qml").string());
  ASSERT_TRUE(model) << model.error().text;
  for (auto [name, file] : {std::pair("a", "h.json"), std::pair("b", "c.json")}) {
    expectError(model->function(name), "E0400", file);
    expectError(model->function(name), "E0400", file);
    std::ofstream(folder / file) << "[[\"Z\", 0.5]]";
    auto function = model->function(name);
    ASSERT_TRUE(function) << function.error().text;
    double out = 0;
    ASSERT_TRUE(function->call({}, {}, {&out, 1}));
    EXPECT_NEAR(out, 0.5, 1e-15);
  }
  std::filesystem::remove_all(folder);
}

TEST(HostModel, TooManyQubits) { expectError(library().function("model", {{"x", {45}}}), "E0602", "45 qubits"); }

} // namespace
