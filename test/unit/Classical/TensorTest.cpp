// SPDX-License-Identifier: Apache-2.0
//
// Array operations give NumPy's results and shapes, and errors instead of crashes.
#include "ClassicalTesting.h"
#include "qml/Classical/TensorOps.h"

#include <cmath>

using namespace qml;

namespace {

using Shape = std::vector<int64_t>;
using Values = std::vector<double>;

const Tensor matrix({2, 3}, {1, 2, 3, 4, 5, 6});

} // namespace

TEST(Tensor, ScalarsHaveAnEmptyShape) {
  Tensor scalar = 3.5;
  EXPECT_EQ(scalar.shape, Shape{});
  EXPECT_EQ(scalar.rows(), 1);
  EXPECT_EQ(shapeText(scalar.shape), "float");
  EXPECT_EQ(shapeText({2, 3}), "float[2, 3]");
}

TEST(Tensor, ReshapeWorksOutOneDimension) {
  EXPECT_EQ(must(matrix.reshaped({3, -1})).shape, (Shape{3, 2}));
  EXPECT_EQ(must(matrix.reshaped({6})).values, matrix.values);
  EXPECT_EQ(errorText(matrix.reshaped({4, 2})),
            "error[E0123]: cannot reshape float[2, 3] of 6 numbers into float[4, 2]\n");
  EXPECT_EQ(errorCode(matrix.reshaped({-1, -1})), "E0123");
  EXPECT_EQ(errorCode(matrix.reshaped({0, -1})), "E0123");
  EXPECT_EQ(errorCode(matrix.reshaped({-2, -3})), "E0123");
}

TEST(Tensor, HugeShapesAreRefusedBeforeAllocation) {
  EXPECT_EQ(errorCode(Tensor::full({int64_t(1) << 40, int64_t(1) << 40}, 0)), "E0128");
  Tensor column({20000, 1}, Values(20000, 1)), row({1, 20000}, Values(20000, 1));
  EXPECT_EQ(errorCode(elementwise(BinaryOp::Add, column, row)), "E0128");
  EXPECT_EQ(errorCode(matmul(column, row)), "E0128");
}

TEST(TensorElementwise, BroadcastsAsNumpy) {
  EXPECT_EQ(must(elementwise(BinaryOp::Add, matrix, 10)).values, (Values{11, 12, 13, 14, 15, 16}));
  EXPECT_EQ(must(elementwise(BinaryOp::Mul, matrix, Tensor::vector({1, 0, -1}))).values, (Values{1, 0, -3, 4, 0, -6}));
  Tensor outer = must(elementwise(BinaryOp::Sub, Tensor({2, 1}, {1, 2}), Tensor({1, 3}, {1, 2, 3})));
  EXPECT_EQ(outer, Tensor({2, 3}, {0, -1, -2, 1, 0, -1}));
  EXPECT_EQ(must(elementwise(BinaryOp::Add, Tensor({0, 3}, {}), Tensor::vector({1, 2, 3}))).shape, (Shape{0, 3}));
  EXPECT_EQ(errorText(elementwise(BinaryOp::Add, matrix, Tensor::vector({1, 2}))),
            "error[E0120]: shapes float[2, 3] and float[2] do not fit together\n"
            "  = help: dimensions, counted from the last, must be equal or 1\n");
}

TEST(TensorElementwise, DivisionRoundsAsPython) {
  EXPECT_EQ(apply(BinaryOp::Mod, -7, 3), 2);
  EXPECT_EQ(apply(BinaryOp::Mod, 7, -3), -2);
  EXPECT_EQ(apply(BinaryOp::FloorDiv, -7, 2), -4);
  EXPECT_EQ(apply(BinaryOp::Le, 2, 2), 1);
  EXPECT_TRUE(std::isnan(apply(BinaryOp::Max, NAN, 1)));
  EXPECT_TRUE(std::isnan(apply(BinaryOp::Max, 1, NAN)));
}

TEST(TensorElementwise, FunctionsAreFoundByName) {
  EXPECT_EQ(findUnaryOp("tanh"), UnaryOp::Tanh);
  EXPECT_FALSE(findUnaryOp("tanhh"));
  EXPECT_EQ(apply(UnaryOp::Sigmoid, -1000), 0);
  EXPECT_EQ(apply(UnaryOp::Sigmoid, 1000), 1);
  EXPECT_EQ(map(UnaryOp::Relu, Tensor::vector({-1, 2})).values, (Values{0, 2}));
}

TEST(TensorLayout, Transposes) {
  EXPECT_EQ(transpose(matrix), Tensor({3, 2}, {1, 4, 2, 5, 3, 6}));
  Tensor cube({2, 1, 3}, {1, 2, 3, 4, 5, 6});
  EXPECT_EQ(transpose(cube), Tensor({3, 1, 2}, {1, 4, 2, 5, 3, 6}));
  EXPECT_EQ(transpose(Tensor({0, 3}, {})).shape, (Shape{3, 0}));
}

TEST(TensorLayout, Concatenates) {
  Tensor more({2, 1}, {7, 8});
  EXPECT_EQ(must(concat(std::vector{matrix, more}, 1)), Tensor({2, 4}, {1, 2, 3, 7, 4, 5, 6, 8}));
  EXPECT_EQ(must(concat(std::vector{matrix, matrix}, -2)).shape, (Shape{4, 3}));
  EXPECT_EQ(must(stack(std::vector<Tensor>{1.0, 2.0})), Tensor::vector({1, 2}));
  EXPECT_EQ(errorText(concat(std::vector{matrix, more}, 0)),
            "error[E0124]: cannot concatenate float[2, 3] and float[2, 1] along axis 0\n");
  EXPECT_EQ(errorCode(concat({}, 0)), "E0124");
  EXPECT_EQ(errorCode(concat(std::vector<Tensor>{1.0}, 0)), "E0122");
}

TEST(TensorLayout, SlicesAsPython) {
  Tensor v = Tensor::vector({0, 1, 2, 3, 4});
  EXPECT_EQ(must(slice(v, 0, 1, 3)).values, (Values{1, 2}));
  EXPECT_EQ(must(slice(v, 0, -2, {})).values, (Values{3, 4}));
  EXPECT_EQ(must(slice(v, 0, {}, {}, -2)).values, (Values{4, 2, 0}));
  EXPECT_EQ(must(slice(v, 0, 3, 0, -1)).values, (Values{3, 2, 1}));
  EXPECT_EQ(must(slice(v, 0, -100, 100, 2)).values, (Values{0, 2, 4}));
  EXPECT_EQ(must(slice(v, 0, {}, {}, INT64_MAX)).values, (Values{0}));
  EXPECT_EQ(must(slice(v, 0, {}, {}, INT64_MIN)).values, (Values{4}));
  EXPECT_EQ(must(slice(v, 0, 4, 2)).size(), 0);
  EXPECT_EQ(must(slice(matrix, 1, 0, 2)), Tensor({2, 2}, {1, 2, 4, 5}));
  EXPECT_EQ(errorCode(slice(v, 0, {}, {}, 0)), "E0125");
}

TEST(TensorLayout, IndexesWithBounds) {
  EXPECT_EQ(must(at(matrix, 0, -1)).values, (Values{4, 5, 6}));
  EXPECT_EQ(must(at(matrix, 1, 1)), Tensor::vector({2, 5}));
  EXPECT_EQ(errorText(at(matrix, 1, 3)), "error[E0125]: index 3 is outside of float[2, 3]\n"
                                         "  = help: valid indices of this axis: -3 to 2\n");
  EXPECT_EQ(errorText(at(matrix, 2, 0)), "error[E0122]: axis 2 does not exist in float[2, 3]\n");
  EXPECT_EQ(must(takeRows(matrix, Shape{1, 0, 1})).shape, (Shape{3, 3}));
}

TEST(TensorReduce, ReducesAlongAxes) {
  EXPECT_EQ(must(reduce(Reduction::Sum, matrix)), Tensor(21));
  EXPECT_EQ(must(reduce(Reduction::Mean, matrix, 0)).values, (Values{2.5, 3.5, 4.5}));
  EXPECT_EQ(must(reduce(Reduction::Max, matrix, -1)).values, (Values{3, 6}));
  EXPECT_EQ(must(reduce(Reduction::Argmax, Tensor::vector({1, 3, 3}))), Tensor(1));
  EXPECT_EQ(must(reduce(Reduction::Argmin, Tensor::vector({1, NAN, 0}))), Tensor(1));
  EXPECT_EQ(must(reduce(Reduction::Var, matrix, 1)).values, (Values{2.0 / 3, 2.0 / 3}));
  EXPECT_EQ(must(reduce(Reduction::Std, Tensor::vector({1, 3}))), Tensor(1));
  EXPECT_EQ(must(reduce(Reduction::Prod, Tensor::vector({}))), Tensor(1));
  EXPECT_EQ(errorCode(reduce(Reduction::Mean, Tensor::vector({}))), "E0126");
  EXPECT_EQ(must(reduce(Reduction::Max, Tensor({0, 3}, {}), 1)).shape, Shape{0});
}

TEST(TensorReduce, Multiplies) {
  Tensor v = Tensor::vector({1, 0, 2});
  EXPECT_EQ(must(matmul(matrix, v)), Tensor::vector({7, 16}));
  EXPECT_EQ(must(matmul(v, v)), Tensor(5));
  EXPECT_EQ(must(matmul(Tensor::vector({1, 1}), matrix)), Tensor::vector({5, 7, 9}));
  EXPECT_EQ(must(matmul(matrix, transpose(matrix))), Tensor({2, 2}, {14, 32, 32, 77}));
  EXPECT_EQ(must(matmul(Tensor({2, 0}, {}), Tensor({0, 2}, {}))), Tensor({2, 2}, {0, 0, 0, 0}));
  EXPECT_EQ(errorText(matmul(matrix, matrix)),
            "error[E0121]: cannot multiply float[2, 3] @ float[2, 3]\n"
            "  = help: the last dimension of the left must equal the first of the right\n");
  EXPECT_EQ(errorCode(matmul(matrix, 2)), "E0121");
}

TEST(TensorReduce, SortsAndSummarises) {
  EXPECT_EQ(must(argsort(Tensor::vector({3, NAN, 1, 3, 2}))).values, (Values{2, 4, 0, 3, 1}));
  // np.cov([[1, 2], [3, 5], [4, 1]], rowvar=False)
  expectNear(must(covariance(Tensor({3, 2}, {1, 2, 3, 5, 4, 1}))).values,
             {2.3333333333333335, -0.1666666666666667, -0.1666666666666667, 4.333333333333333}, 1e-15);
  EXPECT_EQ(errorCode(covariance(Tensor::vector({1, 2}))), "E0127");
  expectNear(softmax(Tensor({2, 2}, {1000, 1000, 0, std::log(3)})).values, {0.5, 0.5, 0.25, 0.75}, 1e-15);
  EXPECT_EQ(must(norm(Tensor::vector({3, 4}))), Tensor(5));
  EXPECT_EQ(must(norm(Tensor({2, 2}, {3, 4, 0, 2}), 1)).values, (Values{5, 2}));
}
