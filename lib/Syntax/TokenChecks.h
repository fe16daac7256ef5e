// SPDX-License-Identifier: Apache-2.0
//
// What is done to the tokens between lexer and parser: errors that a parser would report badly (unclosed brackets, stray
// characters, a missing header) are found here, and newlines that end no statement are removed.
#pragma once

#include "qml/Support/Diagnostics.h"

#include <antlr4-runtime.h>

#include <optional>

namespace qml {

using Tokens = std::vector<std::unique_ptr<antlr4::Token>>;

/// Byte spans of tokens, whose indices count code points from `base`.
class TokenSpans {
public:
  TokenSpans(const SourceFile &source, uint32_t base, std::string_view text);
  Span of(const antlr4::Token &first, const antlr4::Token &last) const;
  Span of(const antlr4::Token &token) const { return of(token, token); }

private:
  const SourceFile &source_;
  uint32_t base_;
  std::vector<uint32_t> bytes_; // of each code point, and of the end
};

/// The first lexical error, if any.
std::optional<Diagnostic> checkTokens(const Tokens &tokens, const TokenSpans &spans);

/// The error of a file that does not start with `qml 1.0`.
std::optional<Diagnostic> checkHeader(const Tokens &tokens, const TokenSpans &spans);

/// Turns newlines that end a statement, and semicolons, into EOS tokens and drops the other newlines.
Tokens separateStatements(Tokens tokens);

} // namespace qml
