// SPDX-License-Identifier: Apache-2.0

#include "StandardLibrary.h"

#include <algorithm>
#include <unordered_set>

namespace qml {

namespace {

/// A part of a file, from a line that begins with a letter up to the next one.
struct Part {
  size_t file, begin, end;
  std::string name; // of the gate or func that it declares, if it declares one
};

bool isLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

/// All words of `text`, whatever they mean: those of comments are some too many.
std::vector<std::string_view> words(std::string_view text) {
  std::vector<std::string_view> result;
  for (size_t i = 0; i < text.size();) {
    const size_t begin = i++;
    if (!isLetter(text[begin]))
      continue;
    while (i < text.size() && (isLetter(text[i]) || (text[i] >= '0' && text[i] <= '9')))
      ++i;
    result.push_back(text.substr(begin, i - begin));
  }
  return result;
}

std::vector<Part> partsOf(const std::vector<std::string> &texts) {
  std::vector<Part> parts;
  for (size_t file = 0; file < texts.size(); ++file) {
    const std::string &text = texts[file];
    for (size_t line = 0, next; line < text.size(); line = next) {
      next = std::min(text.find('\n', line), text.size() - 1) + 1;
      if (isLetter(text[line])) {
        const std::vector<std::string_view> start = words(std::string_view(text).substr(line, next - line));
        const bool isDeclared = start.size() > 1 && (start[0] == "gate" || start[0] == "func");
        parts.push_back({file, line, next, std::string(isDeclared ? start[1] : "")});
      } else if (!parts.empty() && parts.back().file == file) {
        parts.back().end = next;
      }
    }
  }
  return parts;
}

} // namespace

std::vector<std::string> blankUnused(std::vector<std::string> &texts, std::string_view program) {
  std::vector<Part> unused = partsOf(texts);
  std::vector<std::string> names;
  for (const Part &part : unused)
    if (!part.name.empty())
      names.push_back(part.name);
  std::vector<std::string_view> found = words(program);
  std::unordered_set<std::string_view> mentioned(found.begin(), found.end());
  auto isUsed = [&](const Part &part) { return part.name.empty() || mentioned.contains(part.name); };
  for (auto used = unused.begin(); (used = std::find_if(unused.begin(), unused.end(), isUsed)) != unused.end();) {
    found = words(std::string_view(texts[used->file]).substr(used->begin, used->end - used->begin));
    mentioned.insert(found.begin(), found.end());
    unused.erase(used);
  }
  for (const Part &part : unused)
    std::replace_if(texts[part.file].begin() + part.begin, texts[part.file].begin() + part.end, [](char c) { return c != '\n'; }, ' ');
  return names;
}

} // namespace qml
