// SPDX-License-Identifier: Apache-2.0
//
// Finding calls that are alike. What is a number, a unit, a word, a text and a comment here must be one
// for the lexer (QmlLexer.g4) too. What goes on over lines (Tokens.cpp) may differ: more is parsed twice then.

#include "RepeatedCalls.h"

#include "QmlLexer.h"

#include <algorithm>
#include <functional>
#include <unordered_map>
#include <unordered_set>

namespace qml {

using parser::QmlLexer;

namespace {

constexpr char placeholder = '\x1A'; // "substitute"; one in a text itself is none, since calls begin with a letter

bool isDigit(char c) { return c >= '0' && c <= '9'; }
bool isBlank(char c) { return c == ' ' || c == '\t' || c == '\r'; }
bool isOneOf(char c, std::string_view characters) { return std::ranges::find(characters, c) != characters.end(); } // find() is a call
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
  auto isInNumber = [](char c) { return isDigit(c) || c == '_'; };
  if (startsWord(at(0)))
    return {.length = skip(1, [](char c) { return startsWord(c) || isDigit(c); })};
  if (!isDigit(at(0)) && !(at(0) == '.' && isDigit(at(1))))
    return {};
  Piece number{.length = skip(0, isInNumber), .isNumber = true};
  if (at(number.length) == '.') {
    number.isFloat = true;
    number.length = skip(number.length + 1, isInNumber);
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

/// Looks views up without a string for each.
struct TextHash : std::hash<std::string_view> {
  using is_transparent = void;
};

bool isKeyword(std::string_view word) {
  using Words = std::unordered_set<std::string, TextHash, std::equal_to<>>;
  static const Words keywords = [] {
    Words words;
    const QmlLexer lexer(nullptr);
    for (size_t type = 1; type <= lexer.getVocabulary().getMaxTokenType(); ++type)
      if (const std::string quoted = lexer.getVocabulary().getLiteralName(type); quoted.size() > 2)
        words.insert(quoted.substr(1, quoted.size() - 2));
    return words;
  }();
  return keywords.contains(word);
}

/// Appends to `shape` the call that begins `text`, without its numbers and names, and returns its length; 0 if that doesn't look like a
/// call which is a whole statement on one line.
size_t readCall(std::string_view text, std::string &shape) {
  static const std::unordered_set<std::string_view> units = {"deg", "us", "ns", "ms", "s", "j"};
  if (!startsWord(text[0]) || isKeyword(text.substr(0, firstPiece(text).length)))
    return 0;
  size_t i = 0, end = 0, shapeEnd = 0, depth = 0;
  bool isBehindNumber = false;
  while (i < text.size() && !isOneOf(text[i], "\n#;")) {
    const Piece piece = firstPiece(text.substr(i));
    const std::string_view content = text.substr(i, piece.length);
    const char c = content[0];
    const bool isWord = startsWord(c);
    const bool isKnown = isWord || isBlank(c) || isOneOf(c, ".()[]") || (depth > 0 && (piece.isNumber || isOneOf(c, ",+-*/%=:<>")));
    if (!isKnown || (isWord && isBehindNumber && !units.contains(content)) || (depth == 0 && isOneOf(c, ")]")))
      return 0;
    depth += isOneOf(c, "([");
    depth -= isOneOf(c, ")]");
    if (depth > RepeatedCalls::deepest)
      return 0;
    if (piece.isNumber)
      shape += piece.isFloat ? "0." : "0";
    else if (isWord && !isBehindNumber && !isKeyword(content))
      shape += 'a';
    else
      shape += content;
    isBehindNumber = piece.isNumber;
    i += piece.length;
    if (!isBlank(c)) {
      end = i;
      shapeEnd = shape.size();
    }
  }
  shape.resize(shapeEnd);
  return depth == 0 && text[end - 1] == ')' ? end : 0;
}

/// What is known of a text up to some place.
struct Before {
  size_t depth = 0; // of brackets; braces don't count
  char last = '{';  // of the code
};

/// `before` the line that begins `text`, which becomes that behind it.
void walkLine(std::string_view text, Before &before) {
  for (size_t i = 0; i < text.size() && !isOneOf(text[i], "\n#"); ++i) {
    const char c = text[i];
    before.last = isBlank(c) ? before.last : c;
    before.depth += isOneOf(c, "([");
    before.depth -= isOneOf(c, ")]") && before.depth > 0;
    if (c == '"')
      for (++i; i < text.size() && !isOneOf(text[i], "\"\n"); ++i)
        i += text[i] == '\\';
  }
}

/// Whether the code that begins `text`, behind blank lines and comments, goes on with the statement before.
bool goesOn(std::string_view text) {
  size_t i = 0;
  while (i < text.size() && (isBlank(text[i]) || isOneOf(text[i], "\n#")))
    i = text[i] == '#' ? std::min(text.find('\n', i), text.size()) : i + 1;
  return i < text.size() && isOneOf(text[i], "+-*/%=<>.|~^");
}

} // namespace

RepeatedCalls::RepeatedCalls(std::string_view text) {
  // A carriage return ends a comment; lines that it doesn't end would be told apart in another way than here.
  for (size_t i = text.find('\r'); i < text.size(); i = text.find('\r', i + 1))
    if (!text.substr(i + 1).starts_with('\n'))
      return;
  std::unordered_map<std::string, Range> models; // by shape
  std::string shape;
  Before before;
  bool isRun = false; // there is no other statement between here and the last run
  auto skipBlanks = [&](size_t i) {
    while (i < text.size() && isBlank(text[i]))
      ++i;
    return i;
  };
  for (size_t i = skipBlanks(0); i < text.size(); i = skipBlanks(i)) {
    shape.clear();
    const bool isStart = before.depth == 0 && !isOneOf(before.last, "+-*/%=<>.,:@~^|");
    size_t length = isStart ? readCall(text.substr(i), shape) : 0;
    if (length > 0 && goesOn(text.substr(i + length)))
      length = 0;
    const Range range{uint32_t(i), uint32_t(i + length)};
    if (length == 0) {
      isRun = isRun && isOneOf(text[i], "\n#");
      walkLine(text.substr(i), before);
    } else if (const auto [model, isNew] = models.try_emplace(shape, range); isNew) {
      isRun = false;
    } else {
      if (!isRun)
        runs_.push_back({range, {}});
      runs_.back().range.end = range.end;
      runs_.back().calls.push_back({range, model->second});
      isRun = true;
    }
    before.last = length > 0 ? ')' : before.last;
    i = skipBlanks(range.end);
    const bool hasNext = length > 0 && i < text.size() && text[i] == ';';
    i = hasNext ? i + 1 : std::min(text.find('\n', i), text.size() - 1) + 1;
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
    for (const size_t end = i + firstPiece(model.substr(i)).length; i < end; ++i)
      places[i] = k;
    k += firstPiece(call.substr(k)).length;
  }
  places[model.size()] = k;
  return places;
}

} // namespace qml
