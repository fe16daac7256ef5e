// SPDX-License-Identifier: Apache-2.0
//
// Operations that sum up: reductions, products of matrices, covariance, softmax, norms. Sums run in index order, so
// that results do not depend on the machine.

#include "TensorAxes.h"
#include "qml/Classical/TensorOps.h"

#include <Eigen/Dense>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace qml {

using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

std::optional<Reduction> findReduction(std::string_view name) {
  static constexpr std::pair<std::string_view, Reduction> table[] = {
      {"sum", Reduction::Sum},       {"prod", Reduction::Prod}, {"mean", Reduction::Mean},
      {"min", Reduction::Min},       {"max", Reduction::Max},   {"argmin", Reduction::Argmin},
      {"argmax", Reduction::Argmax}, {"std", Reduction::Std},   {"var", Reduction::Var}};
  for (auto [text, op] : table)
    if (text == name)
      return op;
  return std::nullopt;
}

namespace {

/// `length` numbers that lie `stride` apart.
struct Strided {
  const double *data;
  int64_t length, stride;
  double operator[](int64_t i) const { return data[i * stride]; }
};

double sum(Strided a) {
  double total = 0;
  for (int64_t i = 0; i < a.length; ++i)
    total += a[i];
  return total;
}

double variance(Strided a) {
  double mean = sum(a) / double(a.length), total = 0;
  for (int64_t i = 0; i < a.length; ++i)
    total += (a[i] - mean) * (a[i] - mean);
  return total / double(a.length);
}

// A NaN counts as the extreme, as in NumPy.
int64_t extremeIndex(Strided a, bool largest) {
  int64_t best = 0;
  for (int64_t i = 1; i < a.length && !std::isnan(a[best]); ++i)
    if (std::isnan(a[i]) || (largest ? a[i] > a[best] : a[i] < a[best]))
      best = i;
  return best;
}

double reduceStrided(Reduction op, Strided a) {
  switch (op) {
  case Reduction::Sum: return sum(a);
  case Reduction::Prod: {
    double product = 1;
    for (int64_t i = 0; i < a.length; ++i)
      product *= a[i];
    return product;
  }
  case Reduction::Mean: return sum(a) / double(a.length);
  case Reduction::Min: return a[extremeIndex(a, false)];
  case Reduction::Max: return a[extremeIndex(a, true)];
  case Reduction::Argmin: return double(extremeIndex(a, false));
  case Reduction::Argmax: return double(extremeIndex(a, true));
  case Reduction::Var: return variance(a);
  case Reduction::Std: return std::sqrt(variance(a));
  }
  __builtin_unreachable();
}

} // namespace

Expected<Tensor> reduce(Reduction op, const Tensor &a, std::optional<int64_t> axis) {
  const bool hasEmptyValue = op == Reduction::Sum || op == Reduction::Prod;
  AxisView view{1, a.size(), 1};
  std::vector<int64_t> shape;
  if (axis) {
    auto resolved = resolveAxis(a, *axis);
    if (!resolved)
      return resolved.takeError();
    view = viewAxis(a, *resolved);
    shape = a.shape;
    shape.erase(shape.begin() + *resolved);
  }
  if (view.length == 0 && !hasEmptyValue)
    return Diagnostic("E0126", "an empty array (" + shapeText(a.shape) + ") has no mean, minimum or maximum");
  std::vector<double> values;
  values.reserve(view.outer * view.inner);
  for (int64_t block = 0; block < view.outer; ++block)
    for (int64_t inner = 0; inner < view.inner; ++inner)
      values.push_back(
          reduceStrided(op, {a.values.data() + block * view.length * view.inner + inner, view.length, view.inner}));
  return Tensor(std::move(shape), std::move(values));
}

Expected<Tensor> matmul(const Tensor &a, const Tensor &b) {
  const bool ranksFit = a.rank() >= 1 && a.rank() <= 2 && b.rank() >= 1 && b.rank() <= 2;
  if (!ranksFit || a.shape.back() != b.shape.front())
    return Diagnostic("E0121", "cannot multiply " + shapeText(a.shape) + " @ " + shapeText(b.shape))
        .withHelp("the last dimension of the left must equal the first of the right");
  const int64_t m = a.rank() == 2 ? a.shape[0] : 1, n = a.shape.back(), k = b.rank() == 2 ? b.shape[1] : 1;
  std::vector<int64_t> shape;
  if (a.rank() == 2)
    shape.push_back(m);
  if (b.rank() == 2)
    shape.push_back(k);
  auto count = elementCount(shape);
  if (!count)
    return count.takeError();
  std::vector<double> values(*count, 0.0);
  Eigen::Map<const RowMajor> left(a.values.data(), m, n), right(b.values.data(), n, k);
  Eigen::Map<RowMajor>(values.data(), m, k).noalias() = left * right;
  return Tensor(std::move(shape), std::move(values));
}

Expected<Tensor> argsort(const Tensor &a) {
  if (a.rank() != 1)
    return Diagnostic("E0127", "argsort needs a vector, found " + shapeText(a.shape));
  std::vector<int64_t> order(a.size());
  std::iota(order.begin(), order.end(), 0);
  // NaNs last, which also keeps the comparison a strict order.
  std::stable_sort(order.begin(), order.end(), [&](int64_t i, int64_t j) {
    return a.values[i] < a.values[j] || (!std::isnan(a.values[i]) && std::isnan(a.values[j]));
  });
  return Tensor::vector(std::vector<double>(order.begin(), order.end()));
}

Expected<Tensor> covariance(const Tensor &a) {
  if (a.rank() != 2)
    return Diagnostic("E0127", "cov needs a matrix with one observation per row, found " + shapeText(a.shape));
  const int64_t n = a.shape[0], d = a.shape[1];
  if (n < 2)
    return Diagnostic("E0126", "a covariance needs at least 2 rows, found " + std::to_string(n));
  if (auto count = elementCount({d, d}); !count)
    return count.takeError();
  RowMajor centred = Eigen::Map<const RowMajor>(a.values.data(), n, d);
  centred.rowwise() -= centred.colwise().mean().eval();
  RowMajor result = centred.transpose() * centred / double(n - 1);
  return Tensor({d, d}, std::vector<double>(result.data(), result.data() + result.size()));
}

Tensor softmax(Tensor a) {
  const int64_t length = a.isScalar() ? 1 : a.shape.back();
  for (int64_t begin = 0; begin < a.size(); begin += length) {
    auto row = std::span(a.values).subspan(begin, length);
    double highest = *std::max_element(row.begin(), row.end()), total = 0;
    for (double &value : row)
      total += value = std::exp(value - highest);
    for (double &value : row)
      value /= total;
  }
  return a;
}

Expected<Tensor> norm(const Tensor &a, std::optional<int64_t> axis) {
  Tensor squares = a;
  for (double &value : squares.values)
    value *= value;
  auto sums = reduce(Reduction::Sum, squares, axis);
  return sums ? Expected<Tensor>(map(UnaryOp::Sqrt, std::move(*sums))) : sums;
}

} // namespace qml
