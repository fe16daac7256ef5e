// SPDX-License-Identifier: Apache-2.0
//
// Support vector machines on precomputed kernels equal scikit-learn's (numbers of scikit-learn 1.9).
#include "qml/Classical/Svm.h"
#include "ClassicalTesting.h"
#include "qml/Classical/Csv.h"
#include "qml/Classical/Metrics.h"
#include "qml/Classical/Pipeline.h"

#include <cmath>
#include <limits>

using namespace qml;

namespace {

Tensor gaussianKernel(const Tensor &a, const Tensor &b, double gamma) {
  Tensor kernel({a.rows(), b.rows()}, std::vector<double>(a.rows() * b.rows()));
  for (int64_t i = 0; i < a.rows(); ++i)
    for (int64_t j = 0; j < b.rows(); ++j) {
      double square = 0;
      for (int64_t k = 0; k < a.rowSize(); ++k)
        square += (a.row(i)[k] - b.row(j)[k]) * (a.row(i)[k] - b.row(j)[k]);
      kernel(i, j) = std::exp(-gamma * square);
    }
  return kernel;
}

} // namespace

// SVC baseline of qiskit-machine-learning's tutorial 02a; there features are scaled on all rows before the split.
TEST(Svm, ClassifiesIrisAsScikitLearn) {
  Dataset iris = must(loadCsv(QML_EXAMPLES_DIR "/data/iris.csv", {.labelName = "target"}));
  iris = must(prepare(iris, {stages::minmax(0, 1)})).data;
  iris = must(prepare(iris, {stages::split({.test = 0.2, .seed = 123})})).data;
  Dataset train = must(iris.part(Part::Train)), test = must(iris.part(Part::Test));
  const double gamma = 3.7698295653002356; // scikit-learn's "scale"
  Tensor gram = gaussianKernel(train.x, train.x, gamma), rows = gaussianKernel(test.x, train.x, gamma);
  auto machine = must(SvmClassifier::fit(gram, train.y->values));
  EXPECT_NEAR(must(accuracy(must(machine.predict(gram)), train.y->values)), 0.9916666666666667, 1e-15);
  EXPECT_NEAR(must(accuracy(must(machine.predict(rows)), test.y->values)), 0.9666666666666667, 1e-15);
  EXPECT_EQ(machine.counts, (std::vector<int64_t>{5, 18, 19}));
  Tensor decision = must(machine.decision(rows));
  EXPECT_EQ(decision.shape, (std::vector<int64_t>{30, 3}));
  // Two implementations that stop at 1e-3.
  expectNear(decision.row(0), {-1.1045273045875859, -1.0141908182628963, 0.18509590633242085}, 2e-3);
  expectNear(decision.row(2), {-0.6429552043809498, -1.1654341155287589, -1.8679105272721537}, 2e-3);
}

TEST(Svm, LabelsOfAnyOrderAndValue) {
  Tensor gram({4, 4}, {1, 0, 0, 1, 0, 1, 1, 0, 0, 1, 1, 0, 1, 0, 0, 1});
  auto machine = must(SvmClassifier::fit(gram, Tensor::vector({1, -1, -1, 1}), 10));
  EXPECT_EQ(machine.classes, (std::vector<double>{-1, 1}));
  EXPECT_EQ(must(machine.predict(gram)).values, (std::vector<double>{1, -1, -1, 1}));
  Tensor decision = must(machine.decision(gram));
  EXPECT_NEAR(decision.values[0], 1, 1e-3);
  EXPECT_NEAR(decision.values[1], -1, 1e-3);
}

TEST(Svm, RegressesAsScikitLearn) {
  Tensor x({4, 1}, {0, 1, 2, 3}), between({2, 1}, {0.5, 1.5});
  auto machine = must(SvmRegressor::fit(gaussianKernel(x, x, 1), Tensor::vector({0, 0.8, 0.9, 0.1}), 10, 0.05));
  expectNear(must(machine.predict(gaussianKernel(between, x, 1))).values, {0.3502508918431558, 0.9601786776900024},
             1e-3);
}

TEST(Svm, RefusesWhatCannotBeTrained) {
  Tensor gram({2, 2}, {1, 0, 0, 1});
  EXPECT_EQ(errorText(SvmClassifier::fit(Tensor({2, 1}, {1, 2}), Tensor::vector({0, 1}))),
            "error[E0430]: a support vector machine needs a square kernel matrix, found float[2, 1]\n");
  EXPECT_EQ(errorText(SvmClassifier::fit(gram, Tensor::vector({0}))),
            "error[E0430]: a kernel matrix float[2, 2] needs 2 labels, found float[1]\n");
  EXPECT_EQ(errorText(SvmClassifier::fit(gram, Tensor::vector({1, 1}))),
            "error[E0430]: a classifier needs at least two classes in its training rows\n");
  EXPECT_EQ(errorText(SvmClassifier::fit(Tensor({2, 2}, {1, NAN, 0, 1}), Tensor::vector({0, 1}))),
            "error[E0430]: the kernel of rows 0 and 1 is not a finite number\n");
  EXPECT_EQ(errorCode(SvmClassifier::fit(gram, Tensor::vector({0, 1}), 0)), "E0430");
  EXPECT_EQ(errorCode(SvmRegressor::fit(gram, Tensor::vector({0, 1}), 1, -1)), "E0430");
  auto machine = must(SvmClassifier::fit(gram, Tensor::vector({0, 1})));
  EXPECT_EQ(errorText(machine.predict(Tensor({1, 3}, {1, 2, 3}))),
            "error[E0430]: prediction needs kernel values against the 2 training rows, found float[1, 3]\n");
}
