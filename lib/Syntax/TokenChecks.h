// SPDX-License-Identifier: Apache-2.0
//
// Errors that a parser would report badly: unclosed brackets, stray characters, a missing header.
#pragma once

#include "Tokens.h"

#include <optional>

namespace qml {

/// The first lexical error, if any.
std::optional<Diagnostic> checkTokens(const Tokens &tokens, const TokenSpans &spans);

/// The error of a file that does not start with `qml 1.0`.
std::optional<Diagnostic> checkHeader(const Tokens &tokens, const TokenSpans &spans);

} // namespace qml
