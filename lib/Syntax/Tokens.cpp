// SPDX-License-Identifier: Apache-2.0
//
// What tokens are where they stand (docs/language.md, "Statements" and "Names"), so that the parser needs to see one at a time.

#include "Tokens.h"

#include "QmlLexer.h"

#include <bitset>
#include <cctype>
#include <utility>

namespace qml {

using parser::QmlLexer;

TokenSpans::TokenSpans(const SourceFile &source, uint32_t base, std::string_view text, const RepeatedCalls &repeated)
    : source_(source), base_(base) {
  const uint32_t mark = text.starts_with("\xEF\xBB\xBF") ? 3 : 0; // which ANTLR's stream drops
  auto run = repeated.runs().begin();
  for (uint32_t i = mark; i < text.size();) {
    const bool isRun = run != repeated.runs().end() && run->range.begin == i;
    if (isRun || (text[i] & 0xC0) != 0x80)
      bytes_.push_back(i);
    i = isRun ? (run++)->range.end : i + 1;
  }
  bytes_.push_back(text.size());
}

Span TokenSpans::of(const antlr4::Token &first, const antlr4::Token &last) const {
  auto byte = [&](size_t index) { return base_ + bytes_[std::min(index, bytes_.size() - 1)]; };
  uint32_t begin = byte(first.getStartIndex());
  // The end-of-file token stops before it starts.
  uint32_t end = last.getStopIndex() + 1 < last.getStartIndex() + 1 ? begin : byte(last.getStopIndex() + 1);
  return {&source_, begin, std::max(begin, end)};
}

size_t closerOf(size_t opener) {
  switch (opener) {
  case QmlLexer::LPAREN: return QmlLexer::RPAREN;
  case QmlLexer::LBRACKET: return QmlLexer::RBRACKET;
  case QmlLexer::LBRACE:
  case QmlLexer::SETTINGS: return QmlLexer::RBRACE;
  default: return 0;
  }
}

bool isCloser(size_t type) { return type == QmlLexer::RPAREN || type == QmlLexer::RBRACKET || type == QmlLexer::RBRACE; }

namespace {

class TokenSet {
public:
  TokenSet(std::initializer_list<size_t> types) {
    for (size_t type : types)
      set_.set(type);
  }
  bool contains(size_t type) const { return type < set_.size() && set_.test(type); }

private:
  std::bitset<128> set_;
};

} // namespace

bool canEndStatement(size_t type) {
  static const TokenSet cannot = {
      QmlLexer::EOS,    QmlLexer::LBRACE,   QmlLexer::LPAREN, QmlLexer::LBRACKET, QmlLexer::COMMA,   QmlLexer::ASSIGN,
      QmlLexer::PLUS,   QmlLexer::MINUS,    QmlLexer::STAR,   QmlLexer::SLASH,    QmlLexer::PERCENT, QmlLexer::AT,
      QmlLexer::POWER,  QmlLexer::FLOORDIV, QmlLexer::EQ,     QmlLexer::NE,       QmlLexer::LT,      QmlLexer::GT,
      QmlLexer::LE,     QmlLexer::GE,       QmlLexer::AND,    QmlLexer::OR,       QmlLexer::NOT,     QmlLexer::DOT,
      QmlLexer::PIPE,   QmlLexer::ARROW,    QmlLexer::DARROW, QmlLexer::TILDE,    QmlLexer::COLON,   QmlLexer::CARET,
      QmlLexer::PLUSEQ, QmlLexer::MINUSEQ,  QmlLexer::STAREQ, QmlLexer::SLASHEQ};
  return !cannot.contains(type);
}

bool continuesStatement(size_t type) {
  static const TokenSet continuing = {
      QmlLexer::PLUS, QmlLexer::MINUS, QmlLexer::STAR, QmlLexer::SLASH,  QmlLexer::PERCENT, QmlLexer::POWER,
      QmlLexer::FLOORDIV, QmlLexer::EQ, QmlLexer::NE,  QmlLexer::LT,     QmlLexer::GT,      QmlLexer::LE,
      QmlLexer::GE,   QmlLexer::AND,   QmlLexer::OR,   QmlLexer::DOT,    QmlLexer::PIPE,    QmlLexer::ARROW,
      QmlLexer::ASSIGN, QmlLexer::TILDE, QmlLexer::ELSE, QmlLexer::ELIF, QmlLexer::APPLY,   QmlLexer::CARET,
      QmlLexer::DARROW};
  return continuing.contains(type);
}

bool endsStatement(size_t before, const Tokens &tokens, size_t i) {
  if (!canEndStatement(before))
    return false;
  while (tokens[i]->getType() == QmlLexer::NEWLINE)
    ++i;
  return !continuesStatement(tokens[i]->getType());
}

size_t behindBracket(const Tokens &tokens, size_t opener) {
  size_t depth = 0, i = opener;
  do {
    depth += closerOf(tokens[i]->getType()) ? 1 : 0;
    depth -= isCloser(tokens[i]->getType()) ? 1 : 0;
    ++i;
  } while (depth > 0);
  return i;
}

namespace {

void setType(const std::unique_ptr<antlr4::Token> &token, size_t type) { static_cast<antlr4::CommonToken &>(*token).setType(type); }

/// Newlines that end a statement, and semicolons, as EOS.
Tokens separateStatements(Tokens tokens) {
  Tokens result;
  std::vector<size_t> open;
  bool isBlank = false; // a line that a newline has ended
  for (size_t i = 0; i < tokens.size(); ++i) {
    const size_t type = tokens[i]->getType();
    if (std::exchange(isBlank, type == QmlLexer::NEWLINE) && isBlank)
      continue;
    if (closerOf(type))
      open.push_back(type);
    else if (isCloser(type))
      open.pop_back();
    if (type == QmlLexer::NEWLINE) {
      const bool inExpression = !open.empty() && open.back() != QmlLexer::LBRACE;
      if (inExpression || result.empty() || !endsStatement(result.back()->getType(), tokens, i))
        continue;
      setType(tokens[i], QmlLexer::EOS);
    }
    if (type == QmlLexer::SEMI)
      setType(tokens[i], QmlLexer::EOS);
    result.push_back(std::move(tokens[i]));
  }
  return result;
}

/// Whether `token` is the name that `var` declares, rightly or not, and no word that goes on behind a variable called `var`.
bool isDeclared(const antlr4::Token &token) {
  static const TokenSet goesOn = {QmlLexer::IF, QmlLexer::AND, QmlLexer::OR, QmlLexer::IN};
  const std::string text = token.getText();
  return (std::isalpha((unsigned char)text[0]) || text[0] == '_') && !goesOn.contains(token.getType());
}

/// Whether the word `i` is the keyword of a statement; elsewhere it is a name.
bool startsModifier(const Tokens &tokens, size_t i) {
  const bool isFirst = i == 0 || tokens[i - 1]->getType() == QmlLexer::EOS || tokens[i - 1]->getType() == QmlLexer::LBRACE;
  if (!isFirst)
    return false;
  const size_t next = tokens[i + 1]->getType();
  switch (tokens[i]->getType()) {
  case QmlLexer::VAR: return isDeclared(*tokens[i + 1]);
  case QmlLexer::ADJOINT: return next == QmlLexer::LBRACE;
  default: return next == QmlLexer::LPAREN && tokens[behindBracket(tokens, i + 1)]->getType() == QmlLexer::LBRACE;
  }
}

/// Whether the grammar's `name` is such a token, or was before words became names.
bool isName(size_t type) {
  static const TokenSet names = {
      QmlLexer::NAME, QmlLexer::DATA,    QmlLexer::TARGET, QmlLexer::NOISE,   QmlLexer::TYPE,    QmlLexer::ON,      QmlLexer::TO,
      QmlLexer::OVER, QmlLexer::KERNEL,  QmlLexer::CLASS,  QmlLexer::BINARY,  QmlLexer::SPIN,    QmlLexer::SUBJECT, QmlLexer::APPLY,
      QmlLexer::MAIN, QmlLexer::FROM,    QmlLexer::AS,     QmlLexer::PROBLEM, QmlLexer::PENALTY, QmlLexer::QML,     QmlLexer::VAR,
      QmlLexer::CTRL, QmlLexer::ADJOINT, QmlLexer::POW};
  return names.contains(type);
}

/// Tells what hangs on the bracket around it: the `if` of a comprehension, which has no `else`, and of a search the names after `over`
/// and the brace of the settings.
class Brackets {
public:
  explicit Brackets(const Tokens &tokens) : tokens_(tokens) {}

  void see(size_t i) {
    const size_t type = tokens_[i]->getType();
    Bracket &bracket = open_.back();
    if (type == QmlLexer::IF && bracket.isExpression) {
      bracket.conditions.push_back(i);
    } else if (type == QmlLexer::ELSE && !bracket.conditions.empty()) {
      bracket.conditions.pop_back();
    } else if (type == QmlLexer::FOR) {
      settle();
      bracket.hasFor = true;
    } else if (type == QmlLexer::TRAIN || type == QmlLexer::MINIMIZE || type == QmlLexer::MAXIMIZE) {
      const bool isMember = i > 0 && tokens_[i - 1]->getType() == QmlLexer::DOT; // data.train
      bracket.hasSearch = bracket.hasSearch || !isMember;
    } else if (type == QmlLexer::OVER && bracket.hasSearch) {
      listNames(i + 1);
    } else if (type == QmlLexer::EOS) {
      bracket.hasSearch = false;
    } else if (closerOf(type)) {
      if (type == QmlLexer::LBRACE && std::exchange(bracket.hasSearch, false))
        setType(tokens_[i], QmlLexer::SETTINGS);
      open_.push_back({.isExpression = type != QmlLexer::LBRACE});
    } else if (isCloser(type)) {
      settle();
      open_.pop_back();
    }
  }

private:
  struct Bracket {
    bool isExpression = false, hasFor = false, hasSearch = false;
    std::vector<size_t> conditions = {}; // without an `else` so far
  };

  /// The names from token `i` on: a further one is no more than a name, as an argument `k=3` behind the search is not.
  void listNames(size_t i) {
    auto type = [&](size_t k) { return k < tokens_.size() ? tokens_[k]->getType() : size_t(antlr4::Token::EOF); };
    auto ends = [](size_t t) {
      return t == QmlLexer::COMMA || t == QmlLexer::LBRACE || isCloser(t) || t == QmlLexer::EOS || t == antlr4::Token::EOF;
    };
    for (; type(i + 1) == QmlLexer::COMMA && isName(type(i + 2)) && ends(type(i + 3)); i += 2)
      setType(tokens_[i + 1], QmlLexer::OVER_COMMA);
  }

  void settle() {
    Bracket &bracket = open_.back();
    for (size_t condition : bracket.conditions)
      if (bracket.hasFor)
        setType(tokens_[condition], QmlLexer::FILTER);
    bracket.conditions.clear();
  }

  const Tokens &tokens_;
  std::vector<Bracket> open_{1};
};

} // namespace

void markRepeated(const Tokens &tokens, const RepeatedCalls &repeated, const TokenSpans &spans) {
  for (const auto &token : tokens)
    if (token->getType() == QmlLexer::UNKNOWN && repeated.runAt(spans.of(*token).begin))
      setType(token, QmlLexer::CALLS_AGAIN);
}

Tokens prepareTokens(Tokens raw) {
  Tokens tokens = separateStatements(std::move(raw));
  Brackets brackets(tokens);
  for (size_t i = 0; i + 1 < tokens.size(); ++i) {
    const size_t type = tokens[i]->getType(), next = tokens[i + 1]->getType();
    brackets.see(i);
    if (type == QmlLexer::COMMA && (isCloser(next) || next == QmlLexer::EOS || next == antlr4::Token::EOF))
      setType(tokens[i], QmlLexer::LAST_COMMA);
    const bool isSoft = type == QmlLexer::VAR || type == QmlLexer::CTRL || type == QmlLexer::ADJOINT || type == QmlLexer::POW;
    if (isSoft && !startsModifier(tokens, i))
      setType(tokens[i], QmlLexer::NAME);
  }
  return tokens;
}

} // namespace qml
