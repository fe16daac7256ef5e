// SPDX-License-Identifier: Apache-2.0
//
// What a user sees when something is wrong. Every message is a Diagnostic: a code, one sentence, the place in the source with a
// label, further labelled places, and a hint how to mend it. Functions that can fail on input return Expected<T>.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace qml {

/// One source text and its name. Offsets of spans count bytes from its start.
class SourceFile {
public:
  SourceFile(std::string name, std::string text);

  const std::string &name() const { return name_; }
  const std::string &text() const { return text_; }

  struct Position {
    unsigned line, column; // from 1, columns in characters (UTF-8 code points)
  };
  Position position(uint32_t offset) const;
  std::string_view line(unsigned number) const;
  unsigned numLines() const { return lineStarts_.size(); }

private:
  std::string name_;
  std::string text_;
  std::vector<uint32_t> lineStarts_;
};

/// A stretch of a source file; no file means no place is known.
struct Span {
  const SourceFile *file = nullptr;
  uint32_t begin = 0, end = 0;

  /// From the start of `a` to the end of `b`.
  static Span join(Span a, Span b) { return a.file ? Span{a.file, a.begin, b.end} : b; }
};

enum class Severity { Error, Warning };

struct Diagnostic {
  struct Label {
    Span span;
    std::string text;
  };

  Severity severity = Severity::Error;
  std::string code; // E0107
  std::string message;
  Span span;
  std::string label; // under the caret
  std::vector<Label> others;
  std::string help;
  std::shared_ptr<const void> owner; // of the sources that spans point into, where nobody else keeps them

  Diagnostic() = default;
  Diagnostic(std::string code, std::string message, Span span = {}, std::string label = {})
      : code(std::move(code)), message(std::move(message)), span(span), label(std::move(label)) {}

  Diagnostic &withHelp(std::string text) & { help = std::move(text); return *this; }
  Diagnostic &&withHelp(std::string text) && { help = std::move(text); return std::move(*this); }
  Diagnostic &&withLabel(Span at, std::string text) && {
    others.push_back({at, std::move(text)});
    return std::move(*this);
  }
};

/// A value, or the diagnostic that says why there is none.
template <typename T> class [[nodiscard]] Expected {
public:
  Expected(T value) : state_(std::move(value)) {}
  Expected(Diagnostic error) : state_(std::move(error)) {}

  explicit operator bool() const { return state_.index() == 0; }
  T &operator*() { return std::get<0>(state_); }
  const T &operator*() const { return std::get<0>(state_); }
  T *operator->() { return &std::get<0>(state_); }
  const T *operator->() const { return &std::get<0>(state_); }
  const Diagnostic &error() const { return std::get<1>(state_); }
  Diagnostic takeError() { return std::move(std::get<1>(state_)); }

private:
  std::variant<T, Diagnostic> state_;
};

struct Success {};
using Status = Expected<Success>;

/// The text shown for `diagnostic`, several lines, ending in a newline.
std::string render(const Diagnostic &diagnostic);

/// The candidate nearest to `name` by edit distance, or empty if none is near.
std::string nearestName(std::string_view name, const std::vector<std::string> &candidates);

} // namespace qml
