// SPDX-License-Identifier: Apache-2.0
//
// A statement like `RX(0.1, q[3])` that differs from an earlier one in nothing but numbers and names has the same parse tree. Programs
// that other programs write are thousands of such calls: each kind is read by ANTLR once. A call is taken by its looks; the tree builder
// finds out whether the earlier one is a statement, and where it isn't, or there is any error, the text is parsed again as it is.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace qml {

class RepeatedCalls {
public:
  struct Range {
    uint32_t begin = 0, end = 0; // bytes of the text
  };
  struct Call {
    Range range;
    Range model; // the call that it is like
  };
  /// Calls with no other statements between them.
  struct Run {
    Range range;
    std::vector<Call> calls;
  };

  RepeatedCalls() = default;
  explicit RepeatedCalls(std::string_view text);

  const std::vector<Run> &runs() const { return runs_; }
  /// The run that begins at byte `begin`, or null.
  const Run *runAt(uint32_t begin) const;
  /// `text` with one character in the place of each run. The lexer knows none such: it becomes a token UNKNOWN.
  std::string shorten(std::string_view text) const;

  /// Calls with brackets deeper in one another are not taken.
  static constexpr size_t deepest = 8;

private:
  std::vector<Run> runs_;
};

/// For each byte of the model where a token can begin or end, the byte of the call, both counted from where they begin.
std::vector<uint32_t> placesInCall(std::string_view model, std::string_view call);

} // namespace qml
