// SPDX-License-Identifier: Apache-2.0
//
// Checks on the token stream and the newline rule (docs/language.md, "Statements").

#include "TokenChecks.h"

#include "QmlLexer.h"

#include <set>

namespace qml {

using parser::QmlLexer;

namespace {
/// The parser and the tree walks recurse; this bounds their depth.
constexpr unsigned maxNesting = 200;
constexpr unsigned maxTokensOfStatement = 20000;
} // namespace

TokenSpans::TokenSpans(const SourceFile &source, uint32_t base, std::string_view text) : source_(source), base_(base) {
  for (uint32_t i = 0; i < text.size(); ++i)
    if ((text[i] & 0xC0) != 0x80)
      bytes_.push_back(i);
  bytes_.push_back(text.size());
}

Span TokenSpans::of(const antlr4::Token &first, const antlr4::Token &last) const {
  auto byte = [&](size_t index) { return base_ + bytes_[std::min(index, bytes_.size() - 1)]; };
  uint32_t begin = byte(first.getStartIndex());
  // The end-of-file token stops before it starts.
  uint32_t end = last.getStopIndex() + 1 < last.getStartIndex() + 1 ? begin : byte(last.getStopIndex() + 1);
  return {&source_, begin, std::max(begin, end)};
}

static size_t closerOf(size_t opener) {
  switch (opener) {
  case QmlLexer::LPAREN: return QmlLexer::RPAREN;
  case QmlLexer::LBRACKET: return QmlLexer::RBRACKET;
  case QmlLexer::LBRACE: return QmlLexer::RBRACE;
  default: return 0;
  }
}

static bool isCloser(size_t type) {
  return type == QmlLexer::RPAREN || type == QmlLexer::RBRACKET || type == QmlLexer::RBRACE;
}

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
  return error;
}

std::optional<Diagnostic> checkTokens(const Tokens &tokens, const TokenSpans &spans) {
  std::vector<const antlr4::Token *> open;
  unsigned run = 0;
  for (const auto &token : tokens) {
    size_t type = token->getType();
    if (type == QmlLexer::UNKNOWN)
      return strayCharacter(*token, spans.of(*token));
    run = type == QmlLexer::NEWLINE && open.empty() ? 0 : run + 1;
    if (closerOf(type)) {
      open.push_back(token.get());
      run = type == QmlLexer::LBRACE ? 0 : run;
      if (open.size() > maxNesting)
        return Diagnostic("E0009", "brackets are nested more than " + std::to_string(maxNesting) + " deep",
                          spans.of(*token))
            .withHelp("name parts of the expression with `let`");
    } else if (isCloser(type)) {
      if (open.empty())
        return Diagnostic("E0012", "`" + token->getText() + "` closes nothing", spans.of(*token), "no bracket is open here");
      if (closerOf(open.back()->getType()) != type) {
        std::string closer = open.back()->getType() == QmlLexer::LPAREN ? ")" : open.back()->getType() == QmlLexer::LBRACKET ? "]" : "}";
        return Diagnostic("E0001", "missing `" + closer + "` before `" + token->getText() + "`", spans.of(*token),
                          "insert `" + closer + "` before this")
            .withLabel(spans.of(*open.back()), "`" + open.back()->getText() + "` was opened here");
      }
      open.pop_back();
    }
    if (run > maxTokensOfStatement)
      return Diagnostic("E0009", "this statement is too long", spans.of(*token)).withHelp("name parts of it with `let`");
  }
  if (!open.empty()) {
    const antlr4::Token &opener = *open.back();
    std::string closer = opener.getType() == QmlLexer::LPAREN ? ")" : opener.getType() == QmlLexer::LBRACKET ? "]" : "}";
    return Diagnostic("E0001", "missing `" + closer + "` to close the `" + opener.getText() + "` opened here",
                      spans.of(opener), "never closed");
  }
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

static bool canEndStatement(size_t type) {
  static const std::set<size_t> cannot = {
      QmlLexer::EOS,      QmlLexer::LBRACE,  QmlLexer::LPAREN, QmlLexer::LBRACKET, QmlLexer::COMMA,   QmlLexer::ASSIGN,
      QmlLexer::PLUS,     QmlLexer::MINUS,   QmlLexer::STAR,   QmlLexer::SLASH,    QmlLexer::PERCENT, QmlLexer::AT,
      QmlLexer::POWER,    QmlLexer::FLOORDIV, QmlLexer::EQ,    QmlLexer::NE,       QmlLexer::LT,      QmlLexer::GT,
      QmlLexer::LE,       QmlLexer::GE,      QmlLexer::AND,    QmlLexer::OR,       QmlLexer::NOT,     QmlLexer::DOT,
      QmlLexer::PIPE,     QmlLexer::ARROW,   QmlLexer::DARROW, QmlLexer::TILDE,    QmlLexer::COLON,   QmlLexer::CARET,
      QmlLexer::PLUSEQ,   QmlLexer::MINUSEQ, QmlLexer::STAREQ, QmlLexer::SLASHEQ};
  return !cannot.count(type);
}

static bool continuesStatement(size_t type) {
  static const std::set<size_t> continuing = {
      QmlLexer::PLUS, QmlLexer::MINUS, QmlLexer::STAR, QmlLexer::SLASH,  QmlLexer::PERCENT, QmlLexer::POWER,
      QmlLexer::FLOORDIV, QmlLexer::EQ, QmlLexer::NE,  QmlLexer::LT,     QmlLexer::GT,      QmlLexer::LE,
      QmlLexer::GE,   QmlLexer::AND,   QmlLexer::OR,   QmlLexer::DOT,    QmlLexer::PIPE,    QmlLexer::ARROW,
      QmlLexer::ASSIGN, QmlLexer::TILDE, QmlLexer::ELSE, QmlLexer::ELIF, QmlLexer::APPLY,   QmlLexer::CARET,
      QmlLexer::DARROW};
  return continuing.count(type);
}

Tokens separateStatements(Tokens tokens) {
  Tokens result;
  std::vector<size_t> open;
  auto asSeparator = [](antlr4::Token &token) { static_cast<antlr4::CommonToken &>(token).setType(QmlLexer::EOS); };
  for (size_t i = 0; i < tokens.size(); ++i) {
    size_t type = tokens[i]->getType();
    if (closerOf(type))
      open.push_back(type);
    else if (isCloser(type))
      open.pop_back();
    if (type == QmlLexer::SEMI)
      asSeparator(*tokens[i]);
    if (type == QmlLexer::NEWLINE) {
      bool inExpression = !open.empty() && open.back() != QmlLexer::LBRACE;
      size_t next = i + 1;
      while (tokens[next]->getType() == QmlLexer::NEWLINE)
        ++next;
      bool ends = !inExpression && !result.empty() && canEndStatement(result.back()->getType()) &&
                  !continuesStatement(tokens[next]->getType());
      if (!ends)
        continue;
      asSeparator(*tokens[i]);
    }
    result.push_back(std::move(tokens[i]));
  }
  return result;
}

} // namespace qml
