// SPDX-License-Identifier: Apache-2.0
//
// Rendering of diagnostics with source lines and carets, and spelling suggestions.

#include "qml/Support/Diagnostics.h"

#include <algorithm>
#include <map>
#include <sstream>
#include <utility>

namespace qml {

SourceFile::SourceFile(std::string name, std::string text) : name_(std::move(name)), text_(std::move(text)) {
  lineStarts_.push_back(0);
  for (size_t i = 0; (i = text_.find('\n', i)) != text_.npos;)
    lineStarts_.push_back(uint32_t(++i));
}

static unsigned countCharacters(std::string_view text) {
  return std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; });
}

SourceFile::Position SourceFile::position(uint32_t offset) const {
  offset = std::min<uint32_t>(offset, text_.size());
  auto next = std::upper_bound(lineStarts_.begin(), lineStarts_.end(), offset);
  unsigned line = next - lineStarts_.begin();
  uint32_t start = lineStarts_[line - 1];
  return {line, countCharacters(std::string_view(text_).substr(start, offset - start)) + 1};
}

std::string_view SourceFile::line(unsigned number) const {
  uint32_t start = lineStarts_[number - 1];
  uint32_t end = number < lineStarts_.size() ? lineStarts_[number] - 1 : text_.size();
  std::string_view text = std::string_view(text_).substr(start, end - start);
  if (!text.empty() && text.back() == '\r')
    text.remove_suffix(1);
  return text;
}

namespace {
struct Mark {
  Span span;
  std::string_view text;
  char underline;
};
} // namespace

/// The characters `first` to `last`, counted from 0, of `text`.
static std::string characters(std::string_view text, unsigned first, unsigned last) {
  std::string result;
  unsigned at = 0;
  for (char c : text) {
    at += (c & 0xC0) != 0x80;
    if (at > first && at <= last)
      result += c;
  }
  return result;
}

/// `repeated`: the line is shown already, above the mark before.
static void renderMark(std::ostringstream &os, const Mark &mark, unsigned gutter, bool repeated) {
  const SourceFile &file = *mark.span.file;
  auto begin = file.position(mark.span.begin);
  auto end = file.position(std::max(mark.span.end, mark.span.begin + 1));
  std::string_view line = file.line(begin.line);
  unsigned length = countCharacters(line);
  // A span over several lines is underlined to the end of its first.
  unsigned stop = end.line == begin.line ? end.column : length + 1;
  unsigned width = std::max(1u, stop > begin.column ? stop - begin.column : 1);
  std::string number = std::to_string(begin.line);
  // Of a line too long for any screen only the surroundings of the mark are shown.
  constexpr unsigned longest = 160;
  unsigned first = length > longest && begin.column > longest / 2 ? begin.column - longest / 2 : 0;
  unsigned last = std::min(length, first + longest);
  width = std::max(1u, std::min(width, last + 1 > begin.column ? last + 1 - begin.column : 1));
  // Tabs would shift the caret: shown as one blank.
  std::string shown = (first ? "…" : "") + characters(line, first, last) + (last < length ? "…" : "");
  std::replace(shown.begin(), shown.end(), '\t', ' ');
  if (!repeated)
    os << ' ' << std::string(gutter - number.size(), ' ') << number << " | " << shown << '\n';
  os << ' ' << std::string(gutter, ' ') << " | " << std::string(begin.column - 1 - first + (first ? 1 : 0), ' ')
     << std::string(width, mark.underline);
  if (!mark.text.empty())
    os << ' ' << mark.text;
  os << '\n';
}

std::string render(const Diagnostic &diagnostic) {
  std::ostringstream os;
  os << (diagnostic.severity == Severity::Error ? "error" : "warning");
  if (!diagnostic.code.empty())
    os << '[' << diagnostic.code << ']';
  os << ": " << diagnostic.message << '\n';

  std::vector<Mark> marks;
  if (diagnostic.span.file)
    marks.push_back({diagnostic.span, diagnostic.label, '^'});
  for (const auto &other : diagnostic.others)
    if (other.span.file)
      marks.push_back({other.span, other.text, '-'});
  unsigned gutter = 1;
  for (const Mark &mark : marks)
    gutter = std::max<unsigned>(gutter, std::to_string(mark.span.file->position(mark.span.begin).line).size());

  if (diagnostic.span.file) {
    auto position = diagnostic.span.file->position(diagnostic.span.begin);
    os << ' ' << std::string(gutter, ' ') << "--> " << diagnostic.span.file->name() << ':' << position.line << ':'
       << position.column << '\n';
    os << ' ' << std::string(gutter, ' ') << " |\n";
  }
  // In the order of the source; marks in other files come after those of the first, under the name of their file.
  std::stable_sort(marks.begin(), marks.end(), [&](const Mark &a, const Mark &b) {
    bool aHere = a.span.file == diagnostic.span.file, bHere = b.span.file == diagnostic.span.file;
    return aHere != bHere ? aHere : a.span.file == b.span.file && a.span.begin < b.span.begin;
  });
  const SourceFile *file = diagnostic.span.file;
  unsigned lineShown = 0;
  for (const Mark &mark : marks) {
    auto position = mark.span.file->position(mark.span.begin);
    if (mark.span.file != file) {
      os << ' ' << std::string(gutter, ' ') << "--> " << mark.span.file->name() << ':' << position.line << ':'
         << position.column << '\n';
      lineShown = 0;
    }
    file = mark.span.file;
    // A line too long to be shown whole is cut to suit each mark.
    bool repeated = lineShown == position.line && file->line(position.line).size() <= 160;
    renderMark(os, mark, gutter, repeated);
    lineShown = position.line;
  }
  if (!diagnostic.help.empty())
    os << ' ' << std::string(diagnostic.span.file ? gutter + 1 : 1, ' ') << "= help: " << diagnostic.help << '\n';
  return os.str();
}

/// Characters to insert, delete, replace or swap with their neighbour; capitals count as small letters.
static unsigned editDistance(std::string_view a, std::string_view b) {
  auto same = [&](size_t i, size_t j) { return tolower((unsigned char)a[i]) == tolower((unsigned char)b[j]); };
  std::vector<unsigned> beforeLast, last(b.size() + 1), row(b.size() + 1);
  for (unsigned j = 0; j <= b.size(); ++j)
    row[j] = j;
  for (unsigned i = 1; i <= a.size(); ++i) {
    beforeLast = std::exchange(last, row);
    row[0] = i;
    for (unsigned j = 1; j <= b.size(); ++j) {
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (same(i - 1, j - 1) ? 0 : 1)});
      if (i > 1 && j > 1 && same(i - 1, j - 2) && same(i - 2, j - 1))
        row[j] = std::min(row[j], beforeLast[j - 2] + 1);
    }
  }
  return row[b.size()];
}

std::string nearestName(std::string_view name, const std::vector<std::string> &candidates) {
  std::string best;
  unsigned bestDistance = std::max<size_t>(1, name.size() / 3) + 1;
  for (const std::string &candidate : candidates) {
    unsigned distance = editDistance(name, candidate);
    if (candidate != name && distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

} // namespace qml
