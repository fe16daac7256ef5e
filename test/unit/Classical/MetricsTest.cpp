// SPDX-License-Identifier: Apache-2.0
//
// Scores equal scikit-learn's.
#include "qml/Classical/Metrics.h"
#include "ClassicalTesting.h"

#include <cmath>
#include <limits>

using namespace qml;

namespace {

Tensor vec(std::vector<double> values) { return Tensor::vector(std::move(values)); }

} // namespace

TEST(Metrics, EqualScikitLearn) {
  EXPECT_EQ(must(accuracy(vec({0, 1, 0, 1}), vec({0, 1, 1, 1}))), 0.75);
  EXPECT_EQ(must(f1(vec({0, 1, 0, 1, 1, 1}), vec({0, 1, 1, 0, 1, 1}))), 0.75);
  EXPECT_EQ(must(f1(vec({-1, 1, -1, 1, 1, 1}), vec({-1, 1, 1, -1, 1, 1}))), 0.75);
  EXPECT_NEAR(must(f1(vec({0, 2, 1, 0, 0, 2}), vec({0, 1, 2, 0, 1, 2}))), 0.43333333333333335, 1e-15);
  EXPECT_EQ(must(auc(vec({.1, .4, .35, .8, .4}), vec({0, 0, 1, 1, 1}))), 0.75);
  EXPECT_EQ(must(mse(vec({1, 2}), vec({0, 4}))), 2.5);
  Tensor probabilities({3, 3}, {.7, .2, .1, .1, .8, .1, .3, .3, .4});
  EXPECT_NEAR(must(crossEntropy(probabilities, vec({0, 1, 2}))), 0.49870307570903244, 1e-15);
  EXPECT_NEAR(must(crossEntropy(probabilities, Tensor({3, 3}, {1, 0, 0, 0, 1, 0, 0, 0, 1}))), 0.49870307570903244,
              1e-15);
  EXPECT_NEAR(must(crossEntropy(vec({.7, .2}), vec({1, 0}))), -(std::log(.7) + std::log(.8)) / 2, 1e-15);
  EXPECT_NEAR(must(hinge(vec({-2.2, .3, .9}), vec({-1, 1, 1}))), 0.26666666666666666, 1e-15);
  EXPECT_NEAR(must(klDivergence(vec({.5, .5, 0}), vec({.25, .5, .25}))), 0.5 * std::log(2), 1e-15);
}

TEST(Metrics, StayFiniteAtCertainty) {
  EXPECT_NEAR(must(crossEntropy(vec({0}), vec({1}))), -std::log(1e-15), 1e-9);
  EXPECT_TRUE(std::isfinite(must(klDivergence(vec({1, 0}), vec({0, 1})))));
}

TEST(Metrics, RefuseWhatDoesNotFit) {
  EXPECT_EQ(errorText(accuracy(vec({1}), vec({1, 2}))),
            "error[E0129]: accuracy needs equal shapes, found float[1] and float[2]\n");
  EXPECT_EQ(errorText(mse(vec({}), vec({}))), "error[E0129]: mse of nothing\n");
  EXPECT_EQ(errorText(auc(vec({1, 2}), vec({1, 1}))), "error[E0129]: auc needs labels of two classes, found 1\n");
  EXPECT_EQ(errorText(crossEntropy(Tensor({1, 2}, {.5, .5}), vec({2}))),
            "error[E0129]: cross_entropy needs classes from 0 to 1, row 0 has another label\n");
  EXPECT_EQ(errorCode(crossEntropy(Tensor({0, 2}, {}), vec({}))), "E0129");
  EXPECT_EQ(errorCode(auc(vec({NAN, 2}), vec({0, 1}))), "E0129");
}
