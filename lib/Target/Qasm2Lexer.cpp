// SPDX-License-Identifier: Apache-2.0
//
// Tokens of OpenQASM 2. Bytes are classified without the C library: its answers hang on the locale.

#include "Qasm2Lexer.h"

namespace qml::qasm2 {

static bool isDigit(char c) { return c >= '0' && c <= '9'; }
static bool isLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
static bool isBlank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

Token Lexer::make(TokenKind kind, uint32_t begin) const {
  return {kind, std::string_view(file_.text()).substr(begin, at_ - begin), begin, at_};
}

Token Lexer::fail(uint32_t begin, std::string message, std::string label) {
  error = Diagnostic("E0701", std::move(message), {&file_, begin, at_}, std::move(label));
  return make(TokenKind::Invalid, begin);
}

void Lexer::skipBlanks() {
  const std::string &text = file_.text();
  while (at_ < text.size()) {
    if (isBlank(text[at_])) {
      ++at_;
    } else if (text.compare(at_, 2, "//") == 0) {
      size_t end = text.find('\n', at_);
      at_ = end == std::string::npos ? text.size() : end;
    } else {
      return;
    }
  }
}

Token Lexer::number() {
  const std::string &text = file_.text();
  uint32_t begin = at_;
  auto digits = [&] {
    uint32_t from = at_;
    while (at_ < text.size() && isDigit(text[at_]))
      ++at_;
    return at_ - from;
  };
  bool real = false;
  uint32_t count = digits();
  if (at_ < text.size() && text[at_] == '.') {
    ++at_;
    real = true;
    count += digits();
  }
  if (count == 0)
    return fail(begin, "a number needs a digit", "no digit here");
  if (at_ < text.size() && (text[at_] == 'e' || text[at_] == 'E')) {
    ++at_;
    real = true;
    if (at_ < text.size() && (text[at_] == '+' || text[at_] == '-'))
      ++at_;
    if (digits() == 0)
      return fail(begin, "the exponent of a number needs a digit", "ends too early");
  }
  return make(real ? TokenKind::Real : TokenKind::Integer, begin);
}

Token Lexer::next() {
  skipBlanks();
  const std::string &text = file_.text();
  uint32_t begin = at_;
  if (at_ >= text.size())
    return make(TokenKind::End, begin);
  char c = text[at_];
  if (isLetter(c)) {
    while (at_ < text.size() && (isLetter(text[at_]) || isDigit(text[at_])))
      ++at_;
    return make(TokenKind::Identifier, begin);
  }
  if (isDigit(c) || c == '.')
    return number();
  if (c == '"') {
    size_t end = text.find_first_of("\"\n", at_ + 1);
    if (end == std::string::npos || text[end] == '\n') {
      at_ = end == std::string::npos ? text.size() : end;
      return fail(begin, "a string is not closed", "starts here");
    }
    at_ = end + 1;
    return {TokenKind::String, std::string_view(text).substr(begin + 1, end - begin - 1), begin, at_};
  }
  if (text.compare(at_, 2, "->") == 0 || text.compare(at_, 2, "==") == 0) {
    at_ += 2;
    return make(TokenKind::Symbol, begin);
  }
  ++at_;
  if (std::string_view("()[]{},;+-*/^").find(c) != std::string_view::npos)
    return make(TokenKind::Symbol, begin);
  while (at_ < text.size() && (text[at_] & 0xC0) == 0x80) // the rest of a UTF-8 character
    ++at_;
  return fail(begin, "this character has no meaning in OpenQASM 2", "unexpected");
}

} // namespace qml::qasm2
