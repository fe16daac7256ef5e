// SPDX-License-Identifier: Apache-2.0
//
// Tokens of OpenQASM 2, made one at a time.
#pragma once

#include "qml/Support/Diagnostics.h"

#include <optional>
#include <string_view>

namespace qml::qasm2 {

enum class TokenKind : uint8_t { End, Identifier, Integer, Real, String, Symbol, Invalid };

struct Token {
  TokenKind kind = TokenKind::End;
  std::string_view text; // a String's without its quotes
  uint32_t begin = 0, end = 0;

  bool is(std::string_view symbol) const { return kind == TokenKind::Symbol && text == symbol; }
  bool isWord(std::string_view word) const { return kind == TokenKind::Identifier && text == word; }
};

class Lexer {
public:
  explicit Lexer(const SourceFile &file) : file_(file) {}

  /// The next token; Invalid after an error, which `error` then holds.
  Token next();
  std::optional<Diagnostic> error;

  Span span(const Token &token) const { return {&file_, token.begin, token.end}; }

private:
  void skipBlanks();
  Token number();
  Token make(TokenKind kind, uint32_t begin) const;
  Token fail(uint32_t begin, std::string message, std::string label);

  const SourceFile &file_;
  uint32_t at_ = 0;
};

} // namespace qml::qasm2
