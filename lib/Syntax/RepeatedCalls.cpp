// SPDX-License-Identifier: Apache-2.0
//
// Finding calls that are alike.

#include "RepeatedCalls.h"

#include "QmlLexer.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

namespace qml {

using parser::QmlLexer;

namespace {

constexpr char placeholder = '\x1A'; // "substitute"

bool isDigit(char c) { return c >= '0' && c <= '9'; }
bool isBlank(char c) { return c == ' ' || c == '\t' || c == '\r'; }
bool isOneOf(char c, std::string_view characters) { return characters.find(c) != characters.npos; }
bool startsWord(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

/// What a text begins with: a number without its unit, a word or a character.
struct Piece {
  size_t length = 1;
  bool isNumber = false, isFloat = false;
};

Piece firstPiece(std::string_view text) {
  auto at = [&](size_t i) { return i < text.size() ? text[i] : '\0'; };
  auto skip = [&](size_t i, auto belongs) {
    while (belongs(at(i)))
      ++i;
    return i;
  };
  auto goesOn = [](char c) { return isDigit(c) || c == '_'; };
  if (startsWord(at(0)))
    return {.length = skip(1, [](char c) { return startsWord(c) || isDigit(c); })};
  if (!isDigit(at(0)))
    return {};
  Piece number{.length = skip(1, goesOn), .isNumber = true};
  if (at(number.length) == '.') {
    number.isFloat = true;
    number.length = skip(number.length + 1, goesOn);
  }
  if (at(number.length) == 'e' || at(number.length) == 'E') {
    const size_t sign = number.length + 1, digits = sign + (at(sign) == '+' || at(sign) == '-');
    if (isDigit(at(digits))) {
      number.isFloat = true;
      number.length = skip(digits, isDigit);
    }
  }
  return number;
}

bool isKeyword(std::string_view word) {
  static const std::unordered_set<std::string> keywords = [] {
    std::unordered_set<std::string> words;
    const QmlLexer lexer(nullptr);
    for (size_t type = 1; type <= lexer.getVocabulary().getMaxTokenType(); ++type)
      if (const std::string quoted = lexer.getVocabulary().getLiteralName(type); quoted.size() > 2)
        words.insert(quoted.substr(1, quoted.size() - 2));
    return words;
  }();
  return keywords.contains(std::string(word));
}

/// Appends to `shape` the statement that begins `text`, without its numbers and names, and returns its length; 0 if it doesn't look like
/// a statement that ends with the brackets of a call on the same line.
size_t readCall(std::string_view text, std::string &shape) {
  if (text.empty() || !startsWord(text[0]))
    return 0;
  size_t i = 0, end = 0;
  int depth = 0;
  bool isUnit = false; // a word here belongs to the number before
  while (i < text.size() && !isOneOf(text[i], "\n#;")) {
    const Piece piece = firstPiece(text.substr(i));
    const std::string_view content = text.substr(i, piece.length);
    const char c = content[0];
    const bool isHex = piece.isNumber && text.substr(i).starts_with("0x");
    const bool isKnown = piece.isNumber || startsWord(c) || isBlank(c) || isOneOf(c, "()[].,+-*/%") || (depth > 0 && isOneOf(c, "=:<>"));
    depth += (c == '(' || c == '[') - (c == ')' || c == ']');
    if (isHex || !isKnown || depth < 0)
      return 0;
    if (piece.isNumber)
      shape += piece.isFloat ? "0." : "0";
    else if (startsWord(c) && !isUnit && !isKeyword(content))
      shape += 'a';
    else
      shape += content;
    isUnit = piece.isNumber;
    i += piece.length;
    end = isBlank(c) ? end : i;
  }
  return depth == 0 && end > 0 && text[end - 1] == ')' ? end : 0;
}

} // namespace

RepeatedCalls::RepeatedCalls(std::string_view text) {
  std::unordered_map<std::string, Range> models; // by shape
  std::string shape;
  bool isRun = false; // there is no other statement between here and the last run
  auto skipBlanks = [&](size_t i) {
    while (i < text.size() && isBlank(text[i]))
      ++i;
    return i;
  };
  for (size_t i = skipBlanks(0); i < text.size(); i = skipBlanks(i)) {
    shape.clear();
    const size_t length = readCall(text.substr(i), shape);
    const Range range{uint32_t(i), uint32_t(i + length)};
    const auto [model, isNew] = length > 0 ? models.try_emplace(shape, range) : std::pair(models.end(), true);
    if (isNew) {
      isRun = isRun && (text[i] == '\n' || text[i] == '#');
    } else {
      if (!isRun)
        runs_.push_back({range, {}});
      runs_.back().range.end = range.end;
      runs_.back().calls.push_back({range, model->second});
      isRun = true;
    }
    i = skipBlanks(range.end);
    const bool goesOn = length > 0 && i < text.size() && text[i] == ';';
    i = goesOn ? i + 1 : std::min(text.find('\n', i), text.size() - 1) + 1;
  }
}

const RepeatedCalls::Run *RepeatedCalls::runAt(uint32_t begin) const {
  const auto found = std::ranges::lower_bound(runs_, begin, {}, [](const Run &run) { return run.range.begin; });
  return found != runs_.end() && found->range.begin == begin ? &*found : nullptr;
}

std::string RepeatedCalls::shorten(std::string_view text) const {
  std::string result;
  size_t from = 0;
  for (const Run &run : runs_) {
    result += text.substr(from, run.range.begin - from);
    result += placeholder;
    from = run.range.end;
  }
  return result += text.substr(from);
}

std::vector<uint32_t> placesInCall(std::string_view model, std::string_view call) {
  std::vector<uint32_t> places(model.size() + 1);
  size_t k = 0;
  for (size_t i = 0; i < model.size();) {
    const Piece piece = firstPiece(model.substr(i));
    for (size_t end = i + piece.length; i < end; ++i)
      places[i] = k;
    k += firstPiece(call.substr(k)).length;
  }
  places[model.size()] = k;
  return places;
}

} // namespace qml
