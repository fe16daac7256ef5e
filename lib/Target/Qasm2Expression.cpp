// SPDX-License-Identifier: Apache-2.0
//
// Evaluation of postfix angle expressions.

#include "Qasm2Expression.h"

#include <cmath>
#include <utility>

namespace qml::qasm2 {

ExprOp findFunction(std::string_view name) {
  static constexpr std::pair<std::string_view, ExprOp> functions[] = {
      {"sin", ExprOp::Sin}, {"cos", ExprOp::Cos}, {"tan", ExprOp::Tan},
      {"exp", ExprOp::Exp}, {"ln", ExprOp::Ln},   {"sqrt", ExprOp::Sqrt},
  };
  for (auto [known, op] : functions)
    if (known == name)
      return op;
  return ExprOp::Number;
}

double evaluate(std::span<const ExprStep> expression, std::span<const double> parameters) {
  if (expression.size() == 1 && expression[0].op == ExprOp::Number)
    return expression[0].number;
  std::vector<double> stack;
  auto pop = [&] {
    double top = stack.back();
    stack.pop_back();
    return top;
  };
  for (const ExprStep &step : expression) {
    if (step.op == ExprOp::Number || step.op == ExprOp::Parameter) {
      stack.push_back(step.op == ExprOp::Number ? step.number : parameters[step.parameter]);
      continue;
    }
    double b = pop();
    switch (step.op) {
    case ExprOp::Add:
      stack.back() += b;
      break;
    case ExprOp::Subtract:
      stack.back() -= b;
      break;
    case ExprOp::Multiply:
      stack.back() *= b;
      break;
    case ExprOp::Divide:
      stack.back() /= b;
      break;
    case ExprOp::Power:
      stack.back() = std::pow(stack.back(), b);
      break;
    case ExprOp::Negate:
      stack.push_back(-b);
      break;
    case ExprOp::Sin:
      stack.push_back(std::sin(b));
      break;
    case ExprOp::Cos:
      stack.push_back(std::cos(b));
      break;
    case ExprOp::Tan:
      stack.push_back(std::tan(b));
      break;
    case ExprOp::Exp:
      stack.push_back(std::exp(b));
      break;
    case ExprOp::Ln:
      stack.push_back(std::log(b));
      break;
    case ExprOp::Sqrt:
      stack.push_back(std::sqrt(b));
      break;
    case ExprOp::Number:
    case ExprOp::Parameter:
      break;
    }
  }
  return stack.back();
}

} // namespace qml::qasm2
