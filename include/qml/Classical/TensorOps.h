// SPDX-License-Identifier: Apache-2.0
//
// NumPy's meaning of the array operations of the language. Negative axes and indices count from the end.
// Errors: E0120 shapes do not broadcast, E0121 matrix product, E0122 axis, E0124 concatenation, E0125 index or step,
// E0126 reduction of nothing, E0127 wrong rank, E0128 too large.
#pragma once

#include "qml/Classical/Tensor.h"

#include <optional>
#include <string_view>

namespace qml {

/// Comparisons and logic give 0 or 1. FloorDiv and Mod round towards minus infinity, as in Python.
enum class BinaryOp : uint8_t {
  Add,
  Sub,
  Mul,
  Div,
  FloorDiv,
  Mod,
  Pow,
  Min,
  Max,
  Atan2,
  Eq,
  Ne,
  Lt,
  Le,
  Gt,
  Ge,
  And,
  Or
};

enum class UnaryOp : uint8_t {
  Neg,
  Not,
  Abs,
  Sign,
  Exp,
  Log,
  Log2,
  Log10,
  Sqrt,
  Sin,
  Cos,
  Tan,
  Asin,
  Acos,
  Atan,
  Sinh,
  Cosh,
  Tanh,
  Sigmoid,
  Relu,
  Floor,
  Ceil,
  Round
};

enum class Reduction : uint8_t { Sum, Prod, Mean, Min, Max, Argmin, Argmax, Std, Var };

/// Applied to one pair of numbers; `elementwise` is this with broadcasting.
double apply(BinaryOp op, double a, double b);
double apply(UnaryOp op, double a);

/// By the name used in the language: `exp`, `sigmoid`, `mean`.
std::optional<UnaryOp> findUnaryOp(std::string_view name);
std::optional<Reduction> findReduction(std::string_view name);

/// The shape NumPy broadcasting gives two shapes; E0120 if they do not fit.
Expected<std::vector<int64_t>> broadcastShape(const std::vector<int64_t> &a, const std::vector<int64_t> &b);
Expected<Tensor> elementwise(BinaryOp op, const Tensor &a, const Tensor &b);
Tensor map(UnaryOp op, Tensor a);

/// [n]@[n] gives a scalar, [m,n]@[n] and [n]@[n,k] vectors, [m,n]@[n,k] a matrix.
Expected<Tensor> matmul(const Tensor &a, const Tensor &b);
/// All axes reversed.
Tensor transpose(const Tensor &a);
/// Joined along an existing axis; all other dimensions must agree.
Expected<Tensor> concat(std::span<const Tensor> parts, int64_t axis);
/// Equal shapes joined along a new first axis.
Expected<Tensor> stack(std::span<const Tensor> parts);

/// Python's `a[begin:end:step]` on one axis; missing bounds reach to the ends, bounds outside are clipped.
Expected<Tensor> slice(const Tensor &a, int64_t axis, std::optional<int64_t> begin, std::optional<int64_t> end,
                       int64_t step = 1);
/// The part at one index of `axis`, which disappears.
Expected<Tensor> at(const Tensor &a, int64_t axis, int64_t index);
/// The rows named by `indices`, in that order.
Expected<Tensor> takeRows(const Tensor &a, std::span<const int64_t> indices);

/// Along `axis`, which disappears, or over all numbers. Ties of argmin and argmax go to the first; std and var divide
/// by n.
Expected<Tensor> reduce(Reduction op, const Tensor &a, std::optional<int64_t> axis = {});

/// Indices that sort a vector ascending; equal numbers keep their order.
Expected<Tensor> argsort(const Tensor &a);
/// Covariance of the columns of an [n, d] matrix of observations, divided by n - 1: [d, d] (NumPy: rowvar=False).
Expected<Tensor> covariance(const Tensor &a);
/// Along the last axis, shifted by the maximum against overflow.
Tensor softmax(Tensor a);
/// Euclidean norm along `axis`, or of all numbers.
Expected<Tensor> norm(const Tensor &a, std::optional<int64_t> axis = {});

} // namespace qml
