// SPDX-License-Identifier: Apache-2.0
//
// Angle expressions of OpenQASM 2: sums and products by loops, the rest by recursion of bounded depth.

#include "Qasm2Parser.h"

#include <algorithm>
#include <charconv>
#include <numbers>

namespace qml::qasm2 {

bool Parser::parseSum(Expression &out, const Scope &scope) {
  if (!parseProduct(out, scope))
    return false;
  while (token_.is("+") || token_.is("-")) {
    ExprOp op = token_.is("+") ? ExprOp::Add : ExprOp::Subtract;
    if (!advance() || !parseProduct(out, scope))
      return false;
    out.push_back({op});
  }
  return true;
}

bool Parser::parseProduct(Expression &out, const Scope &scope) {
  if (!parseUnary(out, scope))
    return false;
  while (token_.is("*") || token_.is("/")) {
    ExprOp op = token_.is("*") ? ExprOp::Multiply : ExprOp::Divide;
    if (!advance() || !parseUnary(out, scope))
      return false;
    out.push_back({op});
  }
  return true;
}

bool Parser::parseUnary(Expression &out, const Scope &scope) {
  bool negative = false;
  while (token_.is("-") || token_.is("+")) {
    negative ^= token_.is("-");
    if (!advance())
      return false;
  }
  if (!parsePower(out, scope))
    return false;
  if (negative && out.size() == 1 && out[0].op == ExprOp::Number)
    out[0].number = -out[0].number;
  else if (negative)
    out.push_back({ExprOp::Negate});
  return true;
}

bool Parser::parsePower(Expression &out, const Scope &scope) {
  if (nesting_ >= limits_.maxNesting)
    return fail({"E0713", "the expression is nested too deep", spanOf(token_),
                 "more than " + std::to_string(limits_.maxNesting) + " levels"});
  ++nesting_;
  bool ok = parsePrimary(out, scope);
  if (ok && token_.is("^")) {
    ok = advance() && parseUnary(out, scope); // to the right first: 2^3^2 is 2^9
    out.push_back({ExprOp::Power});
  }
  --nesting_;
  return ok;
}

bool Parser::parsePrimary(Expression &out, const Scope &scope) {
  if (token_.kind == TokenKind::Integer || token_.kind == TokenKind::Real) {
    double value = 0;
    auto [end, status] = std::from_chars(token_.text.data(), token_.text.data() + token_.text.size(), value);
    if (status != std::errc())
      return fail({"E0701", "the number is too large or too small for a double", spanOf(token_), "out of range"});
    out.push_back({ExprOp::Number, 0, value});
    return advance();
  }
  if (token_.is("("))
    return advance() && parseSum(out, scope) && expect(")");
  if (token_.kind != TokenKind::Identifier)
    return failExpected("a number, a parameter or '('");
  Token name = token_;
  if (!advance())
    return false;
  if (auto found = std::ranges::find(scope.parameters, name.text); found != scope.parameters.end()) {
    out.push_back({ExprOp::Parameter, uint32_t(found - scope.parameters.begin())});
    return true;
  }
  if (name.text == "pi") {
    out.push_back({ExprOp::Number, 0, std::numbers::pi});
    return true;
  }
  ExprOp function = findFunction(name.text);
  if (function == ExprOp::Number)
    return fail(Diagnostic("E0705", "'" + std::string(name.text) + "' is not a parameter or a function", spanOf(name),
                           "unknown")
                    .withHelp("known are pi, sin, cos, tan, exp, ln and sqrt"));
  if (!expect("(") || !parseSum(out, scope) || !expect(")"))
    return false;
  out.push_back({function});
  return true;
}

} // namespace qml::qasm2
