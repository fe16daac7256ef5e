// SPDX-License-Identifier: Apache-2.0
//
// Finding calls that are alike.

#include "RepeatedCalls.h"

#include "QmlLexer.h"

#include <algorithm>
#include <iterator>
#include <unordered_map>

namespace qml {

using parser::QmlLexer;

/// The end of the call that begins with token `first`, which comes after one of type `before`, if it is a whole statement without blocks
/// of its own; else `first`.
static size_t endOfCall(const Tokens &tokens, size_t first, size_t before) {
  auto type = [&](size_t i) { return tokens[i]->getType(); };
  const bool starts = before == QmlLexer::EOS || before == QmlLexer::LBRACE;
  if (!starts || type(first) != QmlLexer::NAME || type(first + 1) != QmlLexer::LPAREN)
    return first;
  const size_t end = behindBracket(tokens, first + 1);
  const bool endsStatement = type(end) == QmlLexer::EOS || type(end) == QmlLexer::RBRACE;
  const bool hasBlock = std::any_of(tokens.begin() + first, tokens.begin() + end, [](auto &token) { return token->getType() == QmlLexer::RBRACE; });
  return endsStatement && !hasBlock ? end : first;
}

RepeatedCalls::RepeatedCalls(Tokens &tokens) {
  std::unordered_map<std::string, size_t> models; // by the kinds of their tokens
  Tokens left;
  left.reserve(tokens.size());
  for (size_t i = 0; i < tokens.size();) {
    const size_t end = endOfCall(tokens, i, left.empty() ? size_t(antlr4::Token::EOF) : left.back()->getType());
    if (end == i) {
      left.push_back(std::move(tokens[i++]));
      continue;
    }
    std::string kinds;
    for (size_t k = i; k < end; ++k)
      kinds += char(tokens[k]->getType());
    const size_t place = tokens[i]->getStartIndex();
    auto [model, isNew] = models.try_emplace(std::move(kinds), place);
    if (isNew) {
      std::move(tokens.begin() + i, tokens.begin() + end, std::back_inserter(left));
    } else {
      auto again = std::make_unique<antlr4::CommonToken>(tokens[i].get());
      again->setType(QmlLexer::CALL_AGAIN);
      left.push_back(std::move(again));
      calls_.push_back({place, model->second, {std::make_move_iterator(tokens.begin() + i), std::make_move_iterator(tokens.begin() + end)}});
    }
    i = end;
  }
  tokens = std::move(left);
}

const RepeatedCalls::Call &RepeatedCalls::at(size_t place) const {
  return *std::ranges::lower_bound(calls_, place, {}, &Call::place);
}

} // namespace qml
