// SPDX-License-Identifier: Apache-2.0
//
// Turns the parser's complaints into messages a beginner understands. Only the first one of a file is kept: what follows a
// syntax error is mostly noise.
#pragma once

#include "TokenChecks.h"

namespace qml {

class SyntaxErrors : public antlr4::BaseErrorListener {
public:
  explicit SyntaxErrors(const TokenSpans &spans) : spans_(spans) {}
  const std::optional<Diagnostic> &first() const { return first_; }

  void syntaxError(antlr4::Recognizer *recognizer, antlr4::Token *offending, size_t line, size_t column,
                   const std::string &message, std::exception_ptr exception) override;

private:
  struct Place;
  /// Messages for what other languages write here.
  std::optional<Diagnostic> habit(const Place &place) const;
  /// A block without braces, a missing type.
  std::optional<Diagnostic> blockOrType(const Place &place) const;
  Diagnostic unexpected(const Place &place) const;

  const TokenSpans &spans_;
  std::optional<Diagnostic> first_;
};

} // namespace qml
