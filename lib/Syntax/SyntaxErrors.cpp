// SPDX-License-Identifier: Apache-2.0
//
// Messages for syntax errors, with hints for habits from Python and C.

#include "SyntaxErrors.h"

#include "QmlLexer.h"
#include "QmlParser.h"

#include <map>

namespace qml {

using parser::QmlLexer;
using parser::QmlParser;

static std::string describe(const antlr4::Token &token) {
  switch (token.getType()) {
  case antlr4::Token::EOF: return "the end of the file";
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
      {"lambda", "a small function is written `x => expression`"},
      {"qreg", "qubits are declared with `qubit[2] q`"},
      {"creg", "measured bits are values: `let b = measure(q)`"},
      {"int", "values are declared with `let` or `const`"},
      {"float", "values are declared with `let` or `const`"},
      {"elseif", "further conditions are written `elif`"},
  };
  return table;
}

static bool isKeyword(const antlr4::Token &token) {
  std::string text = token.getText();
  return token.getType() != QmlLexer::NAME && !text.empty() && std::isalpha((unsigned char)text[0]);
}

void SyntaxErrors::syntaxError(antlr4::Recognizer *recognizer, antlr4::Token *offending, size_t, size_t, const std::string &,
                               std::exception_ptr) {
  if (first_ || !offending)
    return;
  auto *parser = static_cast<antlr4::Parser *>(recognizer);
  antlr4::Token *previous = offending->getTokenIndex() > 0 ? parser->getTokenStream()->get(offending->getTokenIndex() - 1) : nullptr;
  Span span = spans_.of(*offending);
  auto expectedTokens = parser->getExpectedTokens();
  auto expects = [&](size_t type) { return expectedTokens.contains(ssize_t(type)); };

  if (previous) {
    auto habit = habits().find(previous->getText());
    if (habit != habits().end() && offending->getType() == QmlLexer::NAME) {
      first_ = Diagnostic("E0005", "`" + previous->getText() + "` is not a word of the language", spans_.of(*previous))
                   .withHelp(habit->second);
      return;
    }
  }
  if (expects(QmlLexer::NAME) && isKeyword(*offending) && previous && !expects(QmlLexer::INT)) {
    first_ = Diagnostic("E0006", "`" + offending->getText() + "` is a word of the language and can't be a name", span)
                 .withHelp("choose another name, for example `" + offending->getText() + "_`");
    return;
  }
  if (offending->getType() == QmlLexer::COLON && expects(QmlLexer::LBRACE)) {
    first_ = Diagnostic("E0007", "a block stands in braces", span, "expected `{`").withHelp("write `{ … }` in place of `:`");
    return;
  }
  if (expects(QmlLexer::LBRACE) && !expects(QmlLexer::EOS)) {
    first_ = Diagnostic("E0007", "expected `{`, found " + describe(*offending), span, "the block starts here");
    return;
  }
  if (offending->getType() == QmlLexer::ASSIGN && !expects(QmlLexer::ASSIGN)) {
    first_ = Diagnostic("E0005", "`=` can't stand here", span).withHelp("equality is tested with `==`; a new name is given with `let`");
    return;
  }
  Diagnostic error("E0005", "unexpected " + describe(*offending), span);
  if (expectedTokens.size() == 1)
    error.label = "expected " + [&] {
      std::string shown = parser->getVocabulary().getDisplayName(expectedTokens.getMinElement());
      if (shown == "EOS")
        return std::string("the end of the statement");
      if (shown == "NAME")
        return std::string("a name");
      for (char &c : shown)
        if (c == '\'')
          c = '`';
      return shown;
    }();
  else if (expects(QmlLexer::INT) && previous && previous->getType() != QmlLexer::EOS)
    error.label = "expected an expression";
  else if (expects(QmlLexer::EOS) && previous) {
    error.label = "the statement should end before this";
    error.withHelp("statements are separated by a new line or `;`");
  } else if (expects(QmlLexer::CIRCUIT)) {
    error.label = "expected a declaration: circuit, gate, func, data, const, observable, kernel, problem or main";
    error.withHelp("statements that run stand inside `main { … }`");
  }
  first_ = std::move(error);
}

} // namespace qml
