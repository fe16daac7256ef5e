// SPDX-License-Identifier: Apache-2.0
//
// Arithmetic of polynomials over binary or spin variables.

#include "qml/Classical/Polynomial.h"

#include <algorithm>
#include <cmath>

namespace qml {

Polynomial Polynomial::constant(VariableKind kind, double value) {
  Polynomial result(kind);
  result.add({}, value);
  return result;
}

Polynomial Polynomial::variable(VariableKind kind, int index) {
  Polynomial result(kind);
  result.add({index}, 1);
  return result;
}

int Polynomial::degree() const {
  size_t longest = 0;
  for (const auto &[variables, coefficient] : terms_)
    longest = std::max(longest, variables.size());
  return int(longest);
}

int Polynomial::numVariables() const {
  int count = 0;
  for (const auto &[variables, coefficient] : terms_)
    if (!variables.empty())
      count = std::max(count, variables.back() + 1);
  return count;
}

// x*x = x leaves one of equal factors, s*s = 1 leaves those that occur an odd number of times.
static std::vector<int> normalised(std::vector<int> variables, VariableKind kind) {
  std::sort(variables.begin(), variables.end());
  std::vector<int> result;
  for (int variable : variables) {
    bool repeated = !result.empty() && result.back() == variable;
    if (!repeated)
      result.push_back(variable);
    else if (kind == VariableKind::Spin)
      result.pop_back();
  }
  return result;
}

void Polynomial::add(std::vector<int> variables, double coefficient) {
  if (coefficient == 0)
    return;
  auto [term, isNew] = terms_.try_emplace(normalised(std::move(variables), kind_), 0);
  term->second += coefficient;
  if (term->second == 0)
    terms_.erase(term);
}

void Polynomial::add(const Polynomial &other, double factor) {
  // `other` may be this polynomial.
  Terms copy = other.terms_;
  for (const auto &[variables, coefficient] : copy)
    add(variables, factor * coefficient);
}

static Diagnostic tooManyTerms() {
  return Diagnostic("E0442",
                    "the polynomial of this problem has more than " + std::to_string(Polynomial::maxTerms) + " terms");
}

Expected<Polynomial> Polynomial::times(const Polynomial &other) const {
  Polynomial result(kind_);
  for (const auto &[left, a] : terms_) {
    for (const auto &[right, b] : other.terms_) {
      std::vector<int> variables = left;
      variables.insert(variables.end(), right.begin(), right.end());
      result.add(std::move(variables), a * b);
    }
    if (result.terms_.size() > maxTerms)
      return tooManyTerms();
  }
  return result;
}

double Polynomial::value(std::span<const int8_t> assignment) const {
  double total = 0;
  for (const auto &[variables, coefficient] : terms_) {
    double product = coefficient;
    for (int variable : variables)
      product *= assignment[variable];
    total += product;
  }
  return total;
}

// Every variable v becomes constant + slope * v': a product of k factors becomes up to 2^k.
Expected<Polynomial> Polynomial::substituted(VariableKind kind, double constant, double slope) const {
  Polynomial result(kind);
  for (const auto &[variables, coefficient] : terms_) {
    if (variables.size() > 20)
      return tooManyTerms();
    for (uint32_t chosen = 0; chosen < uint32_t(1) << variables.size(); ++chosen) {
      double product = coefficient;
      std::vector<int> kept;
      for (size_t i = 0; i < variables.size(); ++i) {
        product *= chosen >> i & 1 ? slope : constant;
        if (chosen >> i & 1)
          kept.push_back(variables[i]);
      }
      result.add(std::move(kept), product);
    }
    if (result.terms_.size() > maxTerms)
      return tooManyTerms();
  }
  return result;
}

Expected<Polynomial> Polynomial::toSpin() const {
  return kind_ == VariableKind::Spin ? *this : substituted(VariableKind::Spin, 0.5, -0.5);
}

Expected<Polynomial> Polynomial::toBinary() const {
  return kind_ == VariableKind::Binary ? *this : substituted(VariableKind::Binary, 1, -2);
}

} // namespace qml
