// SPDX-License-Identifier: Apache-2.0
//
// Numbers and texts.

#include "AstBuilder.h"

#include "QmlLexer.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numbers>

namespace qml {

using namespace ast;
using parser::QmlLexer;

ExprPtr AstBuilder::number(antlr4::Token &token) {
  auto node = std::make_unique<NumberExpr>();
  node->span = span(token);
  std::string text(this->text(token));
  std::erase(text, '_');
  if (token.getType() == QmlLexer::INT) {
    bool hex = text.rfind("0x", 0) == 0;
    const char *begin = text.data() + (hex ? 2 : 0);
    auto [end, status] = std::from_chars(begin, text.data() + text.size(), node->integer, hex ? 16 : 10);
    if (status != std::errc() || end != text.data() + text.size())
      fail(Diagnostic("E0010", "the number " + text + " is too large", node->span)
               .withHelp("whole numbers go up to 9223372036854775807"));
    node->isInteger = true;
    node->value = node->integer;
    return node;
  }
  auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), node->value);
  if (status != std::errc() || !std::isfinite(node->value))
    fail(Diagnostic("E0010", "the number " + text + " is out of range", node->span));
  const std::string_view unit(end, static_cast<const char *>(text.data() + text.size()));
  node->isImaginary = unit == "j";
  if (unit == "deg")
    node->value *= std::numbers::pi / 180;
  else if (unit == "ms")
    node->value *= 1e-3;
  else if (unit == "us")
    node->value *= 1e-6;
  else if (unit == "ns")
    node->value *= 1e-9;
  return node;
}

std::string AstBuilder::unescape(std::string_view text, Span span) {
  std::string result;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\') {
      result += text[i];
      continue;
    }
    char c = text[++i];
    switch (c) {
    case 'n': result += '\n'; break;
    case 't': result += '\t'; break;
    case '"': case '\\': case '{': case '}': result += c; break;
    default:
      fail(Diagnostic("E0014", std::string("unknown escape `\\") + c + "`", span)
               .withHelp("known are \\n, \\t, \\\" and \\\\"));
    }
  }
  return result;
}

ExprPtr AstBuilder::fstring(antlr4::Token &token) {
  auto node = std::make_unique<FStringExpr>();
  node->span = span(token);
  uint32_t begin = node->span.begin + 2, end = node->span.end - 1;
  std::string_view text = std::string_view(source_.text()).substr(begin, end - begin);
  auto placeOf = [&](size_t i) { return Span{&source_, uint32_t(begin + i), uint32_t(begin + i + 1)}; };
  std::string plain;
  auto flush = [&] {
    if (!plain.empty())
      node->pieces.push_back({unescape(plain, node->span), nullptr, ""});
    plain.clear();
  };
  for (size_t i = 0; i < text.size(); ++i) {
    bool doubled = i + 1 < text.size() && text[i + 1] == text[i];
    if ((text[i] == '{' || text[i] == '}') && doubled) {
      plain += text[i++];
      continue;
    }
    if (text[i] == '}') {
      fail(Diagnostic("E0011", "`}` closes nothing in this text", placeOf(i))
               .withHelp("a brace itself is written `}}`"));
      break;
    }
    if (text[i] != '{') {
      plain += text[i];
      if (text[i] == '\\' && i + 1 < text.size())
        plain += text[++i];
      continue;
    }
    flush();
    // The expression goes to the `}` or the `:` outside of brackets.
    size_t stop = i + 1, colon = std::string_view::npos;
    int depth = 0;
    for (; stop < text.size() && !(text[stop] == '}' && depth == 0); ++stop) {
      char c = text[stop];
      depth += (c == '(' || c == '[' || c == '{') - (c == ')' || c == ']' || c == '}');
      if (c == ':' && depth == 0 && colon == std::string_view::npos)
        colon = stop;
    }
    if (stop == text.size()) {
      fail(
          Diagnostic("E0011", "`{` is not closed in this text", placeOf(i)).withHelp("a brace itself is written `{{`"));
      break;
    }
    size_t exprEnd = std::min(colon, stop);
    if (text.substr(i + 1, exprEnd - i - 1).find_first_not_of(" \t") == std::string_view::npos) {
      fail(Diagnostic("E0011", "there is nothing between these braces",
                      {&source_, uint32_t(begin + i), uint32_t(begin + stop + 1)})
               .withHelp("a brace itself is written `{{`"));
      break;
    }
    auto inner = parseEmbeddedExpr(source_, begin + i + 1, text.substr(i + 1, exprEnd - i - 1));
    if (!inner) {
      fail(inner.takeError());
      break;
    }
    std::string format(colon < stop ? text.substr(colon + 1, stop - colon - 1) : "");
    node->pieces.push_back({"", std::move(*inner), format});
    i = stop;
  }
  flush();
  return node;
}

} // namespace qml
