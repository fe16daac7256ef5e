// SPDX-License-Identifier: Apache-2.0
//
// Checks on the tokens as the lexer gives them.

#include "TokenChecks.h"

#include "QmlLexer.h"

#include <algorithm>
#include <utility>

namespace qml {

using parser::QmlLexer;

namespace {
/// The parser and the tree walks recurse; this bounds their depth.
constexpr unsigned maxNesting = 200;
constexpr unsigned maxTokensOfStatement = 20000; // on one line
constexpr unsigned maxOperatorsOfStatement = maxTokensOfStatement / 2;
} // namespace

static Diagnostic strayCharacter(const antlr4::Token &token, Span span) {
  std::string text = token.getText();
  if (text == "\"")
    return Diagnostic("E0004", "this text is not closed", span, "opened here").withHelp("insert `\"` at the end of the text; a text lies on one line");
  Diagnostic error("E0003", "`" + text + "` has no meaning here", span);
  if (text == "&" || text == "|")
    error.withHelp("logical operators are the words `and` and `or`");
  else if (text == "!")
    error.withHelp("negation is the word `not`");
  else if (text == "'")
    error.withHelp("texts stand in double quotes: \"text\"");
  else if (text == "?")
    error.withHelp("a choice is written `a if condition else b`");
  else if (text.size() > 1)
    error.withHelp("names consist of the letters a to z, digits and `_`");
  return error;
}

static std::string closerText(const antlr4::Token &opener) {
  switch (opener.getType()) {
  case QmlLexer::LPAREN:
    return ")";
  case QmlLexer::LBRACKET:
    return "]";
  default:
    return "}";
  }
}

/// `opener` misses its closer, which was noticed at `noticed`. A bracket that was opened on an earlier line is most
/// likely to be closed at the end of that line.
static Diagnostic unclosed(const Tokens &tokens, size_t opener, size_t noticed, const TokenSpans &spans) {
  const antlr4::Token &open = *tokens[opener];
  std::string closer = closerText(open);
  if (open.getType() == QmlLexer::LBRACE)
    return Diagnostic("E0001", "missing `}` to close the `{` opened here", spans.of(open), "never closed");
  size_t newline = opener;
  while (newline < noticed && tokens[newline]->getType() != QmlLexer::NEWLINE)
    ++newline;
  Span span = spans.of(*tokens[newline]);
  if (newline < noticed || tokens[noticed]->getType() == antlr4::Token::EOF) {
    span.begin = spans.of(*tokens[newline - 1]).end;
    span.end = span.begin + 1;
  }
  bool isCall =
      open.getType() == QmlLexer::LPAREN && opener > 0 && spans.of(*tokens[opener - 1]).end == spans.of(open).begin;
  return Diagnostic("E0001",
                    "missing `" + closer + "` to close the " + (isCall ? "call" : "`" + open.getText() + "`") +
                        " opened here",
                    span, "insert `" + closer + "`")
      .withLabel(spans.of(open), "opened here");
}

std::optional<Diagnostic> checkTokens(const Tokens &tokens, const TokenSpans &spans) {
  auto columnOf = [&](const antlr4::Token &token) {
    Span span = spans.of(token);
    return span.file->position(span.begin).column;
  };
  std::vector<size_t> open;
  std::vector<unsigned> indents; // of the lines of `open`
  std::optional<size_t> suspect; // a `{` whose `}` stands further left than its line
  unsigned run = 0, operators = 0, arrows = 0, indent = 1;
  bool startsLine = true;
  for (size_t i = 0; i < tokens.size(); ++i) {
    const auto &token = tokens[i];
    size_t type = token->getType();
    if (startsLine && type != QmlLexer::NEWLINE)
      indent = columnOf(*token);
    bool first = std::exchange(startsLine, type == QmlLexer::NEWLINE);
    if (type == QmlLexer::UNKNOWN)
      return strayCharacter(*token, spans.of(*token));
    // A sum of many lines may have many tokens, but its operators nest.
    const bool isInBlock = open.empty() || tokens[open.back()]->getType() == QmlLexer::LBRACE;
    const bool startsBlank = type == QmlLexer::NEWLINE && i > 0 && tokens[i - 1]->getType() != QmlLexer::NEWLINE;
    const bool ends = type == QmlLexer::SEMI || (startsBlank && endsStatement(tokens[i - 1]->getType(), tokens, i));
    run = isInBlock && (type == QmlLexer::NEWLINE || type == QmlLexer::SEMI) ? 0 : run + 1;
    operators = isInBlock && ends ? 0 : operators + (continuesStatement(type) || type == QmlLexer::AT || type == QmlLexer::NOT || type == QmlLexer::IF);
    // Each body of a small function lies in the one before.
    arrows = (isInBlock && ends) || type == QmlLexer::COMMA ? 0 : arrows + (type == QmlLexer::DARROW);
    if (arrows > maxNesting)
      return Diagnostic("E0009", "small functions are nested more than " + std::to_string(maxNesting) + " deep", spans.of(*token))
          .withHelp("name parts of the expression with `let`");
    if (type == QmlLexer::CALLS_AGAIN && open.size() + RepeatedCalls::deepest > maxNesting)
      return Diagnostic("E0009", "brackets are nested too deep", spans.of(*token)); // or not: the text is parsed again as it is
    if (closerOf(type)) {
      open.push_back(i);
      indents.push_back(indent);
      run = type == QmlLexer::LBRACE ? 0 : run;
      if (open.size() > maxNesting)
        return Diagnostic("E0009", "brackets are nested more than " + std::to_string(maxNesting) + " deep",
                          spans.of(*token))
            .withHelp("name parts of the expression with `let`");
    } else if (isCloser(type)) {
      auto closes = [&](size_t opener) { return closerOf(tokens[opener]->getType()) == type; };
      if (std::none_of(open.begin(), open.end(), closes))
        return Diagnostic("E0012", "`" + token->getText() + "` closes nothing", spans.of(*token),
                          "nothing to close is open here");
      if (!closes(open.back()))
        return unclosed(tokens, open.back(), i, spans);
      if (first && type == QmlLexer::RBRACE && indent < indents.back() && !suspect)
        suspect = open.back();
      open.pop_back();
      indents.pop_back();
    }
    if (run > maxTokensOfStatement || operators > maxOperatorsOfStatement)
      return Diagnostic("E0009", "this statement is too long", spans.of(*token)).withHelp(
          "name parts of it with `let`; `pauli_json(…)` reads long observables from a file, `csv(…)` numbers");
  }
  if (!open.empty())
    return unclosed(tokens,
                    tokens[open.back()]->getType() == QmlLexer::LBRACE ? suspect.value_or(open.back()) : open.back(),
                    tokens.size() - 1, spans);
  return std::nullopt;
}

std::optional<Diagnostic> checkHeader(const Tokens &tokens, const TokenSpans &spans) {
  size_t i = 0;
  while (tokens[i]->getType() == QmlLexer::NEWLINE)
    ++i;
  const antlr4::Token &first = *tokens[i];
  if (first.getType() == QmlLexer::IMPORT && tokens[i + 1]->getText().rfind("Qt", 0) == 0)
    return Diagnostic("E0008", "this looks like a Qt QML file", spans.of(first, *tokens[i + 1]))
        .withHelp("programs for this compiler start with the line `qml 1.0`");
  if (first.getType() != QmlLexer::QML)
    return Diagnostic("E0002", "the first line must be `qml 1.0`", spans.of(first)).withHelp("insert `qml 1.0` above");
  const antlr4::Token &version = *tokens[i + 1];
  if (version.getType() != QmlLexer::FLOAT)
    return Diagnostic("E0002", "the version of the language is missing", spans.of(first)).withHelp("write `qml 1.0`");
  if (version.getText() != "1.0")
    return Diagnostic("E0013", "version " + version.getText() + " of the language is not known", spans.of(version))
        .withHelp("this compiler understands `qml 1.0`");
  return std::nullopt;
}

} // namespace qml
