// SPDX-License-Identifier: Apache-2.0
//
// Operations number by number, with NumPy broadcasting for two operands.

#include "qml/Classical/TensorOps.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace qml {

// Python's sign rule: the remainder takes the sign of the divisor.
static double pythonMod(double a, double b) {
  double remainder = std::fmod(a, b);
  return remainder != 0 && (remainder < 0) != (b < 0) ? remainder + b : remainder;
}

double apply(BinaryOp op, double a, double b) {
  switch (op) {
  case BinaryOp::Add: return a + b;
  case BinaryOp::Sub: return a - b;
  case BinaryOp::Mul: return a * b;
  case BinaryOp::Div: return a / b;
  case BinaryOp::FloorDiv: return std::floor(a / b);
  case BinaryOp::Mod: return pythonMod(a, b);
  case BinaryOp::Pow: return std::pow(a, b);
  case BinaryOp::Min: return std::isnan(a) || a < b ? a : b;
  case BinaryOp::Max: return std::isnan(a) || a > b ? a : b;
  case BinaryOp::Atan2: return std::atan2(a, b);
  case BinaryOp::Eq: return a == b;
  case BinaryOp::Ne: return a != b;
  case BinaryOp::Lt: return a < b;
  case BinaryOp::Le: return a <= b;
  case BinaryOp::Gt: return a > b;
  case BinaryOp::Ge: return a >= b;
  case BinaryOp::And: return a != 0 && b != 0;
  case BinaryOp::Or: return a != 0 || b != 0;
  }
  __builtin_unreachable();
}

double apply(UnaryOp op, double a) {
  switch (op) {
  case UnaryOp::Neg: return -a;
  case UnaryOp::Not: return a == 0;
  case UnaryOp::Abs: return std::fabs(a);
  case UnaryOp::Sign: return a > 0 ? 1 : a < 0 ? -1 : a;
  case UnaryOp::Exp: return std::exp(a);
  case UnaryOp::Log: return std::log(a);
  case UnaryOp::Log2: return std::log2(a);
  case UnaryOp::Log10: return std::log10(a);
  case UnaryOp::Sqrt: return std::sqrt(a);
  case UnaryOp::Sin: return std::sin(a);
  case UnaryOp::Cos: return std::cos(a);
  case UnaryOp::Tan: return std::tan(a);
  case UnaryOp::Asin: return std::asin(a);
  case UnaryOp::Acos: return std::acos(a);
  case UnaryOp::Atan: return std::atan(a);
  case UnaryOp::Sinh: return std::sinh(a);
  case UnaryOp::Cosh: return std::cosh(a);
  case UnaryOp::Tanh: return std::tanh(a);
  // Two forms, so that exp never overflows.
  case UnaryOp::Sigmoid: return a >= 0 ? 1 / (1 + std::exp(-a)) : std::exp(a) / (1 + std::exp(a));
  case UnaryOp::Relu: return a < 0 ? 0 : a;
  case UnaryOp::Floor: return std::floor(a);
  case UnaryOp::Ceil: return std::ceil(a);
  case UnaryOp::Round: return std::nearbyint(a);
  }
  __builtin_unreachable();
}

std::optional<UnaryOp> findUnaryOp(std::string_view name) {
  static constexpr std::pair<std::string_view, UnaryOp> table[] = {
      {"abs", UnaryOp::Abs},         {"sign", UnaryOp::Sign},   {"exp", UnaryOp::Exp},     {"log", UnaryOp::Log},
      {"log2", UnaryOp::Log2},       {"log10", UnaryOp::Log10}, {"sqrt", UnaryOp::Sqrt},   {"sin", UnaryOp::Sin},
      {"cos", UnaryOp::Cos},         {"tan", UnaryOp::Tan},     {"asin", UnaryOp::Asin},   {"acos", UnaryOp::Acos},
      {"atan", UnaryOp::Atan},       {"sinh", UnaryOp::Sinh},   {"cosh", UnaryOp::Cosh},   {"tanh", UnaryOp::Tanh},
      {"sigmoid", UnaryOp::Sigmoid}, {"relu", UnaryOp::Relu},   {"floor", UnaryOp::Floor}, {"ceil", UnaryOp::Ceil},
      {"round", UnaryOp::Round}};
  for (auto [text, op] : table)
    if (text == name)
      return op;
  return std::nullopt;
}

Expected<std::vector<int64_t>> broadcastShape(const std::vector<int64_t> &a, const std::vector<int64_t> &b) {
  std::vector<int64_t> shape(std::max(a.size(), b.size()));
  for (size_t back = 1; back <= shape.size(); ++back) {
    int64_t left = back <= a.size() ? a[a.size() - back] : 1;
    int64_t right = back <= b.size() ? b[b.size() - back] : 1;
    if (left != right && left != 1 && right != 1)
      return Diagnostic("E0120", "shapes " + shapeText(a) + " and " + shapeText(b) + " do not fit together")
          .withHelp("dimensions, counted from the last, must be equal or 1");
    shape[shape.size() - back] = left == 1 ? right : left;
  }
  return shape;
}

// Steps through `operand` while the result is walked in order: 0 along axes that are repeated.
static std::vector<int64_t> broadcastStrides(const Tensor &operand, const std::vector<int64_t> &shape) {
  std::vector<int64_t> strides(shape.size(), 0);
  int64_t stride = 1;
  for (size_t back = 1; back <= operand.shape.size(); ++back) {
    int64_t dim = operand.shape[operand.shape.size() - back];
    if (dim != 1)
      strides[shape.size() - back] = stride;
    stride *= dim;
  }
  return strides;
}

Expected<Tensor> elementwise(BinaryOp op, const Tensor &a, const Tensor &b) {
  auto shape = broadcastShape(a.shape, b.shape);
  if (!shape)
    return shape.takeError();
  auto count = elementCount(*shape);
  if (!count)
    return count.takeError();
  std::vector<double> values(*count);
  if (a.size() == *count && b.size() == *count) {
    for (int64_t i = 0; i < *count; ++i)
      values[i] = apply(op, a.values[i], b.values[i]);
    return Tensor(std::move(*shape), std::move(values));
  }
  auto stepsA = broadcastStrides(a, *shape), stepsB = broadcastStrides(b, *shape);
  std::vector<int64_t> index(shape->size(), 0);
  int64_t fromA = 0, fromB = 0;
  for (double &value : values) {
    value = apply(op, a.values[fromA], b.values[fromB]);
    for (size_t axis = shape->size(); axis-- > 0;) {
      fromA += stepsA[axis];
      fromB += stepsB[axis];
      if (++index[axis] < (*shape)[axis])
        break;
      fromA -= stepsA[axis] * index[axis];
      fromB -= stepsB[axis] * index[axis];
      index[axis] = 0;
    }
  }
  return Tensor(std::move(*shape), std::move(values));
}

Tensor map(UnaryOp op, Tensor a) {
  for (double &value : a.values)
    value = apply(op, value);
  return a;
}

} // namespace qml
