// SPDX-License-Identifier: Apache-2.0
//
// Angle expressions of OpenQASM 2 as postfix programs: parsed once in a gate's definition, evaluated at each of its
// calls.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace qml::qasm2 {

enum class ExprOp : uint8_t {
  Number,
  Parameter,
  Add,
  Subtract,
  Multiply,
  Divide,
  Power,
  Negate,
  Sin,
  Cos,
  Tan,
  Exp,
  Ln,
  Sqrt
};

struct ExprStep {
  ExprOp op = ExprOp::Number;
  uint32_t parameter = 0;
  double number = 0;
};

using Expression = std::vector<ExprStep>;

/// The function named `name`, or Number if there is none.
ExprOp findFunction(std::string_view name);

double evaluate(std::span<const ExprStep> expression, std::span<const double> parameters);

} // namespace qml::qasm2
