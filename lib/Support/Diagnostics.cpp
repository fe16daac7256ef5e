// SPDX-License-Identifier: Apache-2.0
//
// Rendering of diagnostics with source lines and carets, and spelling suggestions.

#include "qml/Support/Diagnostics.h"

#include <algorithm>
#include <map>
#include <sstream>

namespace qml {

SourceFile::SourceFile(std::string name, std::string text) : name_(std::move(name)), text_(std::move(text)) {
  lineStarts_.push_back(0);
  for (uint32_t i = 0; i < text_.size(); ++i)
    if (text_[i] == '\n')
      lineStarts_.push_back(i + 1);
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

static void renderMark(std::ostringstream &os, const Mark &mark, unsigned gutter) {
  const SourceFile &file = *mark.span.file;
  auto begin = file.position(mark.span.begin);
  auto end = file.position(std::max(mark.span.end, mark.span.begin + 1));
  std::string_view line = file.line(begin.line);
  unsigned length = countCharacters(line);
  // A span over several lines is underlined to the end of its first.
  unsigned stop = end.line == begin.line ? end.column : length + 1;
  unsigned width = std::max(1u, stop > begin.column ? stop - begin.column : 1);
  std::string number = std::to_string(begin.line);
  // Tabs would shift the caret: shown as one blank.
  std::string shown(line);
  std::replace(shown.begin(), shown.end(), '\t', ' ');
  os << ' ' << std::string(gutter - number.size(), ' ') << number << " | " << shown << '\n';
  os << ' ' << std::string(gutter, ' ') << " | " << std::string(begin.column - 1, ' ') << std::string(width, mark.underline);
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
  // In the order of the source; marks of another file keep their own place after those of the first.
  std::stable_sort(marks.begin(), marks.end(), [&](const Mark &a, const Mark &b) {
    return a.span.file == b.span.file && a.span.file == diagnostic.span.file && a.span.begin < b.span.begin;
  });
  for (const Mark &mark : marks)
    renderMark(os, mark, gutter);
  if (!diagnostic.help.empty())
    os << ' ' << std::string(diagnostic.span.file ? gutter + 1 : 1, ' ') << "= help: " << diagnostic.help << '\n';
  return os.str();
}

static unsigned editDistance(std::string_view a, std::string_view b) {
  std::vector<unsigned> row(b.size() + 1);
  for (unsigned j = 0; j <= b.size(); ++j)
    row[j] = j;
  for (unsigned i = 1; i <= a.size(); ++i) {
    unsigned diagonal = row[0];
    row[0] = i;
    for (unsigned j = 1; j <= b.size(); ++j) {
      bool same = tolower(a[i - 1]) == tolower(b[j - 1]);
      unsigned next = std::min({row[j] + 1, row[j - 1] + 1, diagonal + (same ? 0 : 1)});
      diagonal = row[j];
      row[j] = next;
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
