// SPDX-License-Identifier: Apache-2.0
//
// Symbolic whole numbers.

#include "qml/Sema/SymInt.h"

namespace qml {

SymInt SymInt::symbol(const std::string &name, const std::string &below) {
  SymInt result;
  result.terms_[name] = 1;
  if (!below.empty())
    result.below_[name] = below;
  return result;
}

SymInt SymInt::operator+(const SymInt &other) const {
  SymInt result = *this;
  result.constant_ += other.constant_;
  for (auto &[atom, factor] : other.terms_)
    if ((result.terms_[atom] += factor) == 0)
      result.terms_.erase(atom);
  result.below_.insert(other.below_.begin(), other.below_.end());
  return result;
}

SymInt SymInt::operator-(const SymInt &other) const { return *this + other * SymInt(-1); }

SymInt SymInt::operator*(const SymInt &other) const {
  if (!isConstant() && !other.isConstant()) {
    std::string a = "(" + text() + ")", b = "(" + other.text() + ")";
    return atom(a < b ? a + "*" + b : b + "*" + a);
  }
  const SymInt &symbolic = isConstant() ? other : *this;
  int64_t factor = isConstant() ? constant_ : other.constant_;
  if (factor == 0)
    return SymInt(0);
  SymInt result = symbolic;
  result.constant_ *= factor;
  for (auto &term : result.terms_)
    term.second *= factor;
  return result;
}

SymInt SymInt::floorDiv(const SymInt &other) const {
  if (isConstant() && other.isConstant() && other.constant_ != 0) {
    int64_t quotient = constant_ / other.constant_;
    bool inexact = constant_ % other.constant_ != 0;
    return SymInt(quotient - (inexact && (constant_ < 0) != (other.constant_ < 0)));
  }
  return other.surelyEqual(SymInt(1)) ? *this : atom("(" + text() + ")//(" + other.text() + ")");
}

SymInt SymInt::mod(const SymInt &other) const {
  if (isConstant() && other.isConstant() && other.constant_ != 0)
    return *this - floorDiv(other) * other;
  // Multiples of the divisor vanish; a symbol that counts below the divisor is its own remainder.
  SymInt rest = *this;
  if (other.constant_ == 0 && other.terms_.size() == 1 && other.terms_.begin()->second == 1)
    rest.terms_.erase(other.terms_.begin()->first);
  if (rest.constant_ == 0 && rest.terms_.size() == 1 && rest.terms_.begin()->second == 1) {
    auto bound = rest.below_.find(rest.terms_.begin()->first);
    if (bound != rest.below_.end() && bound->second == other.text())
      return rest;
  }
  if (rest.isConstant() && rest.constant_ == 0)
    return SymInt(0);
  return atom("(" + rest.text() + ")%(" + other.text() + ")");
}

SymInt SymInt::pow(const SymInt &other) const {
  if (isConstant() && other.isConstant() && other.constant_ >= 0) {
    int64_t result = 1;
    for (int64_t i = 0; i < other.constant_; ++i)
      if (__builtin_mul_overflow(result, constant_, &result))
        return atom(text() + "**" + other.text());
    return SymInt(result);
  }
  return atom("(" + text() + ")**(" + other.text() + ")");
}

bool SymInt::surelyEqual(const SymInt &other) const {
  SymInt difference = *this - other;
  return difference.isConstant() && difference.constant_ == 0;
}

bool SymInt::surelyDifferent(const SymInt &other) const {
  SymInt difference = *this - other;
  return difference.isConstant() && difference.constant_ != 0;
}

std::string SymInt::text() const {
  std::string result;
  for (auto &[atom, factor] : terms_) {
    if (!result.empty() && factor > 0)
      result += " + ";
    else if (factor < 0)
      result += result.empty() ? "-" : " - ";
    int64_t magnitude = factor < 0 ? -factor : factor;
    result += (magnitude == 1 ? "" : std::to_string(magnitude) + "*") + atom;
  }
  if (result.empty())
    return std::to_string(constant_);
  if (constant_ != 0)
    result += (constant_ > 0 ? " + " : " - ") + std::to_string(constant_ > 0 ? constant_ : -constant_);
  return result;
}

} // namespace qml
