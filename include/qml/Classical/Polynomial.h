// SPDX-License-Identifier: Apache-2.0
//
// Polynomials over binary (x*x = x) or spin (s*s = 1) variables: what objectives and constraints of a `problem` are.
#pragma once

#include "qml/Support/Diagnostics.h"

#include <cstdint>
#include <map>
#include <span>
#include <vector>

namespace qml {

enum class VariableKind : uint8_t { Binary, Spin };

/// Coefficients by the ascending, distinct variables of each product; the empty product is the constant. Zero
/// coefficients are dropped.
class Polynomial {
public:
  using Terms = std::map<std::vector<int>, double>;
  /// Products and sums with more terms than this are refused (E0442).
  static constexpr size_t maxTerms = 4'000'000;

  explicit Polynomial(VariableKind kind) : kind_(kind) {}
  static Polynomial constant(VariableKind kind, double value);
  static Polynomial variable(VariableKind kind, int index);

  VariableKind kind() const { return kind_; }
  const Terms &terms() const { return terms_; }
  /// Factors in the longest product.
  int degree() const;
  /// One more than the largest variable.
  int numVariables() const;

  /// Adds coefficient * product of `variables`, in any order and with repetitions.
  void add(std::vector<int> variables, double coefficient);
  void add(const Polynomial &other, double factor = 1);
  Expected<Polynomial> times(const Polynomial &other) const;

  /// The value at an assignment that covers all variables: 0/1 or +1/-1.
  double value(std::span<const int8_t> assignment) const;

  /// In the other kind of variables: x = (1 - s)/2, so that x = 0 is s = +1 is |0>. E0442 if the terms explode.
  Expected<Polynomial> toSpin() const;
  Expected<Polynomial> toBinary() const;

private:
  Expected<Polynomial> substituted(VariableKind kind, double constant, double slope) const;

  VariableKind kind_;
  Terms terms_;
};

} // namespace qml
