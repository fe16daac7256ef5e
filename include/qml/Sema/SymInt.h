// SPDX-License-Identifier: Apache-2.0
//
// Whole numbers that may hang on sizes not known yet (n, L, loop variables): linear sums over atoms. What is not linear becomes
// an atom of its own, known by its text. Used to check declarations before any call fixes their sizes.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace qml {

class SymInt {
public:
  SymInt(int64_t value = 0) : constant_(value) {}
  /// A name; `below` is the size that bounds it if it counts 0 … below-1, as loop variables do.
  static SymInt symbol(const std::string &name, const std::string &below = "");

  std::optional<int64_t> constant() const { return isConstant() ? std::optional(constant_) : std::nullopt; }
  bool isConstant() const { return !terms_; }

  SymInt operator+(const SymInt &other) const;
  SymInt operator-(const SymInt &other) const;
  SymInt operator*(const SymInt &other) const;
  /// Python's floor division and modulo, and powers; the divisor or exponent must be fit if both are constant.
  SymInt floorDiv(const SymInt &other) const;
  SymInt mod(const SymInt &other) const;
  SymInt pow(const SymInt &other) const;

  /// Equal whatever the symbols stand for / different whatever they stand for.
  bool surelyEqual(const SymInt &other) const;
  bool surelyDifferent(const SymInt &other) const;

  std::string text() const;

private:
  struct Terms {
    std::map<std::string, int64_t> factors;   // of the atoms
    std::map<std::string, std::string> below; // of the atoms
  };
  SymInt(int64_t constant, Terms terms);
  static SymInt atom(const std::string &text) { return symbol(text); }
  /// A copy to change; a constant has none.
  Terms termsToChange() const { return terms_ ? *terms_ : Terms(); }

  int64_t constant_;
  std::shared_ptr<const Terms> terms_; // null for constants, which the evaluator copies all the time
};

} // namespace qml
