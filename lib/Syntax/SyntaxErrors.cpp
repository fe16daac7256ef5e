// SPDX-License-Identifier: Apache-2.0
//
// Messages for syntax errors, with hints for habits from Python and C.

#include "SyntaxErrors.h"

#include "QmlLexer.h"
#include "QmlParser.h"

#include <algorithm>
#include <map>

namespace qml {

using parser::QmlLexer;
using parser::QmlParser;

static std::string describe(const antlr4::Token &token) {
  switch (token.getType()) {
  case antlr4::Token::EOF:
    return "the end of the text";
  case QmlLexer::EOS: return token.getText() == ";" ? "`;`" : "the end of the line";
  default: return "`" + token.getText() + "`";
  }
}

/// Words that other languages use where this one has another.
static const std::map<std::string, std::string> &habits() {
  static const std::map<std::string, std::string> table = {
      {"def", "functions are declared with `func`, gates with `gate`, circuits with `circuit`"},
      {"function", "functions are declared with `func`"},
      {"fn", "functions are declared with `func`"},
      {"void", "functions are declared with `func`, gates with `gate`"},
      {"lambda", "a small function is written `x => expression`"},
      {"class", "there are no classes: declare circuits, gates and funcs"},
      {"struct", "there are no classes: declare circuits, gates and funcs"},
      {"qreg", "qubits are declared with `qubit[2] q`"},
      {"creg", "measured bits are values: `let b = measure(q)`"},
      {"int", "values are declared with `let` or `const`"},
      {"float", "values are declared with `let` or `const`"},
      {"double", "values are declared with `let` or `const`"},
      {"bool", "values are declared with `let` or `const`"},
      {"auto", "values are declared with `let` or `const`"},
      {"elseif", "further conditions are written `elif`"},
      {"switch", "choices are written `if … { } elif … { } else { }`"},
      {"try", "an error ends the program; it can't be caught"},
      {"raise", "a condition that must hold is written `assert condition, \"message\"`"},
      {"with", "a computation and its undoing are written `within { … } apply { … }`"},
      {"del", "names end with their block"},
  };
  return table;
}

static bool isKeyword(const antlr4::Token &token) {
  std::string text = token.getText();
  switch (token.getType()) {
  case QmlLexer::NAME:
  case QmlLexer::FSTRING:
  case QmlLexer::BITS: return false;
  default: return !text.empty() && std::isalpha((unsigned char)text[0]);
  }
}

static bool startsOperand(size_t type) {
  return type == QmlLexer::NAME || type == QmlLexer::INT || type == QmlLexer::FLOAT || type == QmlLexer::QUANTITY ||
         type == QmlLexer::STRING || type == QmlLexer::FSTRING || type == QmlLexer::BITS;
}

static bool endsOperand(size_t type) {
  return startsOperand(type) || type == QmlLexer::RPAREN || type == QmlLexer::RBRACKET;
}

static bool isBinaryOperator(size_t type) {
  switch (type) {
  case QmlLexer::PLUS:
  case QmlLexer::MINUS:
  case QmlLexer::STAR:
  case QmlLexer::SLASH:
  case QmlLexer::PERCENT:
  case QmlLexer::POWER:
  case QmlLexer::FLOORDIV:
  case QmlLexer::EQ:
  case QmlLexer::NE:
  case QmlLexer::LT:
  case QmlLexer::GT:
  case QmlLexer::LE:
  case QmlLexer::GE:
  case QmlLexer::AND:
  case QmlLexer::OR:
  case QmlLexer::AT:
  case QmlLexer::CARET:
  case QmlLexer::ASSIGN:
  case QmlLexer::PIPE:
  case QmlLexer::DARROW:
  case QmlLexer::ARROW:
    return true;
  default:
    return false;
  }
}

/// What the parser knows where it stopped.
struct SyntaxErrors::Place {
  antlr4::Parser &parser;
  antlr4::Token &offending;
  antlr4::misc::IntervalSet expected; // empty where the parser looked ahead: then it tells of an earlier place

  bool expects(size_t type) const { return expected.contains(ssize_t(type)); }
  /// The token `distance` before the offending one, or null.
  antlr4::Token *before(size_t distance) const {
    size_t index = offending.getTokenIndex();
    return index >= distance && index != size_t(-1) ? parser.getTokenStream()->get(index - distance) : nullptr;
  }
  size_t typeBefore(size_t distance) const {
    return before(distance) ? before(distance)->getType() : size_t(QmlLexer::EOS);
  }
  /// The innermost bracket that is open before the token `distance` before the offending one, or null.
  antlr4::Token *opener(size_t distance = 0) const {
    int depth = 0;
    while (antlr4::Token *token = before(++distance)) {
      size_t type = token->getType();
      depth += int(isCloser(type)) - int(closerOf(type) != 0);
      if (depth < 0)
        return token;
    }
    return nullptr;
  }
  /// Whether the settings of a search, and what is called, indexed and selected behind them, end in front of it.
  bool isBehindSettings() const {
    size_t distance = 1;
    for (;;) {
      if (isCloser(typeBefore(distance))) {
        antlr4::Token *start = opener(distance);
        if (!start || closerOf(start->getType()) == QmlLexer::RBRACE)
          return start && start->getType() == QmlLexer::SETTINGS;
        distance = offending.getTokenIndex() - start->getTokenIndex() + 1;
      } else if (typeBefore(distance + 1) == QmlLexer::DOT) {
        distance += 2;
      } else {
        return false;
      }
    }
  }
};

std::optional<Diagnostic> SyntaxErrors::habit(const Place &place) const {
  size_t type = place.offending.getType();
  Span span = spans_.of(place.offending);
  auto word = [&](const antlr4::Token &token) -> std::optional<Diagnostic> {
    auto found = habits().find(token.getText());
    if (found == habits().end())
      return std::nullopt;
    return Diagnostic("E0005", "`" + token.getText() + "` is not a word of the language", spans_.of(token))
        .withHelp(found->second);
  };
  antlr4::Token *previous = place.before(1);
  bool declares = place.expects(QmlLexer::IMPORT);
  if (declares && (type == QmlLexer::NAME || type == QmlLexer::CLASS))
    if (auto found = word(place.offending))
      return found;
  if (previous && place.expects(QmlLexer::COLON) && type == QmlLexer::NAME && place.opener() &&
      place.opener()->getType() == QmlLexer::LPAREN)
    return Diagnostic("E0005", "a parameter is written with its name first", Span::join(spans_.of(*previous), span))
        .withHelp("write `" + place.offending.getText() + ": " + previous->getText() + "`");
  if (previous && (type == QmlLexer::NAME || type == QmlLexer::LBRACE))
    if (auto found = word(*previous))
      return found;
  if (type == QmlLexer::IF && place.typeBefore(1) == QmlLexer::ELSE)
    return Diagnostic("E0005", "`else if` is one word", Span::join(spans_.of(*previous), span))
        .withHelp("write `elif`");
  if (type == QmlLexer::LPAREN && place.typeBefore(1) == QmlLexer::FOR)
    return Diagnostic("E0005", "a loop has no brackets", span).withHelp("write `for i in range(n) { … }`");
  if (type == QmlLexer::ASSIGN && place.typeBefore(1) != QmlLexer::ASSIGN && !place.expects(QmlLexer::ASSIGN))
    return Diagnostic("E0005", "`=` can't stand here", span)
        .withHelp("equality is tested with `==`; a new name is given with `let`");
  bool slashes = type == QmlLexer::FLOORDIV || (type == QmlLexer::SLASH && !endsOperand(place.typeBefore(1)));
  if (slashes)
    return Diagnostic("E0005", "unexpected " + describe(place.offending), span).withHelp("comments start with `#`");
  for (size_t sign : {QmlLexer::PLUS, QmlLexer::MINUS})
    if (place.typeBefore(1) == sign && place.typeBefore(2) == sign && place.typeBefore(3) == QmlLexer::NAME &&
        !startsOperand(type)) {
      std::string text = previous->getText();
      return Diagnostic("E0005", "there is no operator `" + text + text + "`",
                        Span::join(spans_.of(*place.before(2)), spans_.of(*previous)))
          .withHelp("write `" + place.before(3)->getText() + " " + text + "= 1`");
    }
  // print "text", H q
  size_t start = place.typeBefore(2);
  if (previous && previous->getType() == QmlLexer::NAME && startsOperand(type) &&
      (start == QmlLexer::EOS || start == QmlLexer::LBRACE))
    return Diagnostic("E0005", "unexpected " + describe(place.offending), span, "the statement should end before this")
        .withHelp("arguments stand in brackets: `" + previous->getText() + "(" + place.offending.getText() + ")`");
  if (previous && type == QmlLexer::STRING && previous->getText() == "b" && spans_.of(*previous).end == span.begin)
    return Diagnostic("E0005", "bits are 0 or 1", Span::join(spans_.of(*previous), span))
        .withHelp("for example b\"0110\"");
  return std::nullopt;
}

std::optional<Diagnostic> SyntaxErrors::blockOrType(const Place &place) const {
  size_t type = place.offending.getType();
  Span span = spans_.of(place.offending);
  if (type == QmlLexer::COLON && place.expects(QmlLexer::LBRACE)) {
    antlr4::Token *next = place.parser.getTokenStream()->get(place.offending.getTokenIndex() + 1);
    bool sameLine = span.file->position(span.begin).line == span.file->position(spans_.of(*next).begin).line;
    if (place.expects(QmlLexer::ARROW) && sameLine &&
        (next->getType() == QmlLexer::NAME || next->getType() == QmlLexer::QUBIT))
      return Diagnostic("E0005", "unexpected `:`", span, "expected `->`")
          .withHelp("the type of the result is written `-> " + next->getText() + "`");
    return Diagnostic("E0007", "a block stands in braces", span, "expected `{`")
        .withHelp("write `{ … }` in place of `:`");
  }
  if (place.expects(QmlLexer::LBRACE) && !place.expects(QmlLexer::EOS))
    return Diagnostic("E0007", "expected `{`, found " + describe(place.offending), span, "the block starts here")
        .withHelp("a block stands in braces: `{ … }`");
  bool endsParameter = type == QmlLexer::RPAREN || type == QmlLexer::COMMA;
  if (endsParameter && place.expects(QmlLexer::COLON) && place.expects(QmlLexer::COMMA) &&
      !place.expects(QmlLexer::ASSIGN)) {
    std::string name = place.before(1)->getText();
    return Diagnostic("E0005", "the type of `" + name + "` is missing", spans_.of(*place.before(1)))
        .withHelp("for example `" + name + ": float`");
  }
  return std::nullopt;
}

Diagnostic SyntaxErrors::unexpected(const Place &place) const {
  size_t type = place.offending.getType();
  Span span = spans_.of(place.offending);
  antlr4::Token *previous = place.before(1);
  bool ends = type == antlr4::Token::EOF || type == QmlLexer::EOS || type == QmlLexer::RBRACE;
  if (previous && ends && isBinaryOperator(previous->getType()))
    return Diagnostic("E0005", "nothing follows `" + previous->getText() + "`", spans_.of(*previous),
                      "expected an expression after this");
  Diagnostic error("E0005", "unexpected " + describe(place.offending), span);
  if ((isBinaryOperator(type) || type == QmlLexer::IF) && place.isBehindSettings())
    return std::move(error.withHelp("in a larger expression `train …` and `minimize …` stand in brackets"));
  antlr4::Token *opener = place.opener();
  bool inBrackets = opener && closerOf(opener->getType()) != QmlLexer::RBRACE;
  bool startsItem = inBrackets && (previous == opener || previous->getType() == QmlLexer::COMMA);
  if (place.expected.size() == 1) {
    std::string shown = place.parser.getVocabulary().getDisplayName(place.expected.getMinElement());
    std::replace(shown.begin(), shown.end(), '\'', '`');
    error.label = "expected " + (shown == "EOS" ? "the end of the statement" : shown == "NAME" ? "a name" : shown);
  } else if (place.expects(QmlLexer::IMPORT)) {
    error.label = "expected a declaration: circuit, gate, func, data, const, observable, kernel, problem or main";
    bool isValue = type == QmlLexer::LET || type == QmlLexer::VAR;
    error.withHelp(std::string(isValue ? "a value of the whole file is declared with `const`; " : "") +
                   "statements that run stand inside `main { … }`");
  } else if (previous && endsOperand(previous->getType()) && inBrackets &&
             (startsOperand(type) || place.expects(QmlLexer::COMMA))) {
    error.label = std::string("expected `,` or `") + (opener->getType() == QmlLexer::LPAREN ? ")" : "]") + "`";
  } else if (place.expects(QmlLexer::NAME) && !place.expects(QmlLexer::INT)) {
    error.label = "expected a name";
  } else if (previous && previous->getType() != QmlLexer::EOS &&
             (isBinaryOperator(previous->getType()) || startsItem || place.expects(QmlLexer::INT))) {
    error.label = "expected an expression";
    if (type == QmlLexer::TRAIN || type == QmlLexer::MINIMIZE || type == QmlLexer::MAXIMIZE)
      error.withHelp("`" + place.offending.getText() + " …` is an expression of its own: put it in brackets");
  } else if (place.expects(QmlLexer::EOS) && previous) {
    error.label = "the statement should end before this";
    error.withHelp("statements are separated by a new line or `;`");
  }
  return error;
}

void SyntaxErrors::syntaxError(antlr4::Recognizer *recognizer, antlr4::Token *offending, size_t, size_t,
                               const std::string &, std::exception_ptr exception) {
  if (first_ || !offending)
    return;
  auto *parser = static_cast<antlr4::Parser *>(recognizer);
  Place place{*parser, *offending, parser->getExpectedTokens()};
  try {
    if (exception)
      std::rethrow_exception(exception);
  } catch (const antlr4::NoViableAltException &lookahead) {
    if (lookahead.getStartToken() != offending)
      place.expected.clear();
  } catch (const antlr4::RecognitionException &) {
    // What was expected is known.
  }
  if (auto found = habit(place)) {
    first_ = std::move(*found);
  } else if (place.expects(QmlLexer::NAME) && isKeyword(*offending) && !place.expects(QmlLexer::INT) &&
             place.before(1)) {
    first_ = Diagnostic("E0006", "`" + offending->getText() + "` is a word of the language and can't be a name",
                        spans_.of(*offending))
                 .withHelp("choose another name, for example `" + offending->getText() + "_`");
  } else if (auto found = blockOrType(place)) {
    first_ = std::move(*found);
  } else {
    first_ = unexpected(place);
  }
  // The first error is all that is told; going on takes quadratic time where rules nest.
  throw antlr4::ParseCancellationException();
}

} // namespace qml
