// SPDX-License-Identifier: Apache-2.0
//
// Tokens between lexer and parser.
#pragma once

#include "RepeatedCalls.h"

#include "qml/Support/Diagnostics.h"

#include <antlr4-runtime.h>

namespace qml {

using Tokens = std::vector<std::unique_ptr<antlr4::Token>>;

/// Byte spans of tokens, whose indices count the code points of `text` from `base`, without the calls that are repeated.
class TokenSpans {
public:
  TokenSpans(const SourceFile &source, uint32_t base, std::string_view text, const RepeatedCalls &repeated);
  Span of(const antlr4::Token &first, const antlr4::Token &last) const;
  Span of(const antlr4::Token &token) const { return of(token, token); }

private:
  const SourceFile &source_;
  uint32_t base_;
  std::vector<uint32_t> bytes_; // of each code point, and of the end
};

/// The bracket that closes `opener`; 0 if that opens none.
size_t closerOf(size_t opener);
bool isCloser(size_t type);

bool canEndStatement(size_t type);
/// Whether a statement goes on where a line starts with such a token.
bool continuesStatement(size_t type);
/// Whether a statement of a block ends at the newline `i`, with `before` the last token in front of it.
bool endsStatement(size_t before, const Tokens &tokens, size_t i);

/// The token behind the bracket that token `opener` opens. Brackets are closed: checkTokens() has seen to it.
size_t behindBracket(const Tokens &tokens, size_t opener);

/// Gives the tokens that stand for runs of repeated calls their type.
void markRepeated(const Tokens &tokens, const RepeatedCalls &repeated, const TokenSpans &spans);

/// The tokens that the parser reads, of the lexer's, which have passed checkTokens().
Tokens prepareTokens(Tokens tokens);

} // namespace qml
