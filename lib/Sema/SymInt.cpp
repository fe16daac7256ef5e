// SPDX-License-Identifier: Apache-2.0
//
// Symbolic whole numbers.

#include "qml/Sema/SymInt.h"

namespace qml {

SymInt::SymInt(int64_t constant, Terms terms) : constant_(constant) {
  if (!terms.factors.empty())
    terms_ = std::make_shared<const Terms>(std::move(terms));
}

SymInt SymInt::symbol(const std::string &name, const std::string &below) {
  Terms result;
  result.factors[name] = 1;
  if (!below.empty())
    result.below[name] = below;
  return SymInt(0, std::move(result));
}

SymInt SymInt::operator+(const SymInt &other) const {
  if (other.isConstant()) {
    SymInt result = *this;
    result.constant_ += other.constant_;
    return result;
  }
  Terms sum = termsToChange();
  for (auto &[atom, factor] : other.terms_->factors)
    if ((sum.factors[atom] += factor) == 0)
      sum.factors.erase(atom);
  sum.below.insert(other.terms_->below.begin(), other.terms_->below.end());
  return SymInt(constant_ + other.constant_, std::move(sum));
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
  Terms product = symbolic.termsToChange();
  for (auto &term : product.factors)
    term.second *= factor;
  return SymInt(symbolic.constant_ * factor, std::move(product));
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
  Terms left = termsToChange();
  if (other.terms_ && other.constant_ == 0 && other.terms_->factors.size() == 1 && other.terms_->factors.begin()->second == 1)
    left.factors.erase(other.terms_->factors.begin()->first);
  if (constant_ == 0 && left.factors.size() == 1 && left.factors.begin()->second == 1) {
    auto bound = left.below.find(left.factors.begin()->first);
    if (bound != left.below.end() && bound->second == other.text())
      return SymInt(0, std::move(left));
  }
  SymInt rest(constant_, std::move(left));
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
  if (isConstant())
    return std::to_string(constant_);
  std::string result;
  for (auto &[atom, factor] : terms_->factors) {
    if (!result.empty() && factor > 0)
      result += " + ";
    else if (factor < 0)
      result += result.empty() ? "-" : " - ";
    int64_t magnitude = factor < 0 ? -factor : factor;
    result += (magnitude == 1 ? "" : std::to_string(magnitude) + "*") + atom;
  }
  if (constant_ != 0)
    result += (constant_ > 0 ? " + " : " - ") + std::to_string(constant_ > 0 ? constant_ : -constant_);
  return result;
}

} // namespace qml
