// SPDX-License-Identifier: Apache-2.0
//
// Pauli sums in JSON. What JSON readers let pass (a member twice, a letter they do not know) would be another
// Hamiltonian, so it is an error here.

#include "qml/Classical/PauliFile.h"

#include "qml/Classical/AtomicFile.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <map>
#include <optional>
#include <set>

namespace qml {

using Json = nlohmann::json;

namespace {

constexpr size_t maxFileBytes = size_t(64) << 20;
constexpr unsigned maxWires = 4096; // as in the language
constexpr int maxDepth = 8;         // a factor of a term of a member lies at 4

/// What is wrong, on its way out of the reader.
struct Wrong {
  Diagnostic diagnostic;
};

class Reader {
public:
  explicit Reader(std::string name) : name_(std::move(name)) {}

  Json parse(std::string_view text);
  const Json &member(const Json &whole, const std::string &key);
  PauliFile read(const Json &sum);

private:
  [[noreturn]] void fail(const char *code, const std::string &message, const std::string &help = "") {
    Diagnostic diagnostic(code, name_ + where_ + ": " + message);
    throw Wrong{help.empty() ? diagnostic : std::move(diagnostic).withHelp(help)};
  }
  [[noreturn]] void failForm(const std::string &message) {
    fail("E0460", message, R"(a Pauli sum is [[0.5, [["Z", 0], ["X", 2]]], …], [["ZIX", 0.5], …] or {"ZIX": 0.5, …})");
  }
  [[noreturn]] void failParse(std::string_view text, size_t position);

  void add(const Json &coefficient, PauliTerm term);
  PauliTerm factorsOf(const Json &factors);
  PauliTerm wordOf(const std::string &word);
  Pauli letter(const std::string &text);

  std::string name_, where_;
  PauliFile file_;
  std::optional<size_t> wordLength_;
  std::map<std::vector<std::pair<uint32_t, Pauli>>, size_t> known_;
};

/// A value in a message; long ones are cut.
std::string shown(const Json &value) {
  constexpr size_t longest = 40;
  std::string text = value.dump(-1, ' ', false, Json::error_handler_t::replace);
  return text.size() <= longest ? text : text.substr(0, longest) + "…";
}

Json Reader::parse(std::string_view text) {
  // The members of each object that is open; JSON libraries keep the last of equal ones.
  std::vector<std::set<std::string>> open;
  auto watch = [&](int depth, Json::parse_event_t event, Json &parsed) {
    if (depth > maxDepth)
      failForm("brackets are nested too deeply");
    if (event == Json::parse_event_t::object_start)
      open.emplace_back();
    else if (event == Json::parse_event_t::object_end)
      open.pop_back();
    else if (event == Json::parse_event_t::key && !open.back().insert(parsed.get<std::string>()).second)
      failForm("the member " + shown(parsed) + " stands there twice");
    return true;
  };
  try {
    return Json::parse(text, watch);
  } catch (const Json::parse_error &error) {
    failParse(text, error.byte);
  } catch (const Json::out_of_range &) { // 1e999
    fail("E0462", "a number is too large");
  }
}

void Reader::failParse(std::string_view text, size_t position) {
  // `position` counts from 1; where it is inside of a word, the word is what can't be read.
  size_t begin = std::min(position > 0 ? position - 1 : 0, text.size());
  auto inWord = [](char c) { return std::isalpha(static_cast<unsigned char>(c)) || c == '-'; };
  while (begin > 0 && inWord(text[begin - 1]))
    --begin;
  where_ = ", line " + std::to_string(1 + std::count(text.begin(), text.begin() + begin, '\n'));
  for (std::string_view word : {"NaN", "Infinity", "-Infinity"}) // as Python writes them
    if (text.substr(begin).starts_with(word))
      fail("E0462", "`" + std::string(word) + "` is not a finite number");
  failForm(begin == text.size() ? "the text ends too early" : "this is no JSON");
}

const Json &Reader::member(const Json &whole, const std::string &key) {
  if (!whole.is_object()) {
    if (!key.empty())
      failForm("there is no member \"" + key + "\", the file holds no object");
    return whole;
  }
  std::vector<std::string> names;
  for (auto &[name, value] : whole.items())
    if (value.is_structured())
      names.push_back(name);
  if (key.empty() && names.empty())
    return whole;
  constexpr size_t mostShown = 8;
  std::string all;
  for (size_t i = 0; i < std::min(names.size(), mostShown); ++i)
    all += (i ? ", " : "") + names[i];
  all += names.size() > mostShown ? ", …" : "";
  if (key.empty())
    fail("E0460", "the file holds an object of several members",
         "say which is meant, for example key=\"" + names.front() + "\"; there are " + all);
  auto found = whole.find(key);
  if (found == whole.end()) {
    std::string nearest = nearestName(key, names);
    fail("E0460", "there is no member \"" + key + "\"",
         !nearest.empty() ? "did you mean \"" + nearest + "\"?"
         : all.empty()    ? ""
                          : "there are " + all);
  }
  return *found;
}

Pauli Reader::letter(const std::string &text) {
  static const std::map<std::string, Pauli> letters = {
      {"I", Pauli::I}, {"X", Pauli::X}, {"Y", Pauli::Y}, {"Z", Pauli::Z}};
  auto found = letters.find(text);
  if (found == letters.end())
    fail("E0461", shown(text) + " is none of I, X, Y and Z");
  return found->second;
}

PauliTerm Reader::wordOf(const std::string &word) {
  if (wordLength_ && *wordLength_ != word.size())
    fail("E0461", shown(word) + " has " + std::to_string(word.size()) + " letters, the term before it " +
                      std::to_string(*wordLength_));
  wordLength_ = word.size();
  if (word.size() > maxWires)
    fail("E0461", "the word has more than " + std::to_string(maxWires) + " letters");
  file_.numWires = unsigned(word.size());
  PauliTerm term;
  for (size_t wire = 0; wire < word.size(); ++wire)
    if (Pauli pauli = letter(word.substr(wire, 1)); pauli != Pauli::I)
      term.factors.emplace_back(uint32_t(wire), pauli);
  return term;
}

PauliTerm Reader::factorsOf(const Json &factors) {
  PauliTerm term;
  std::set<uint32_t> wires;
  for (const Json &factor : factors) {
    if (!factor.is_array() || factor.size() != 2 || !factor[0].is_string() || !factor[1].is_number())
      failForm(shown(factor) + " is no factor: a letter and the number of a wire");
    Pauli pauli = letter(factor[0].get<std::string>());
    if (!factor[1].is_number_unsigned() || factor[1].get<uint64_t>() >= maxWires)
      fail("E0461", "there is no wire " + shown(factor[1]),
           "wires are counted from 0 to " + std::to_string(maxWires - 1));
    auto wire = factor[1].get<uint32_t>();
    if (!wires.insert(wire).second)
      fail("E0461", "two factors act on wire " + std::to_string(wire));
    file_.numWires = std::max(file_.numWires, wire + 1);
    if (pauli != Pauli::I)
      term.factors.emplace_back(wire, pauli);
  }
  std::sort(term.factors.begin(), term.factors.end());
  return term;
}

void Reader::add(const Json &coefficient, PauliTerm term) {
  if (!coefficient.is_number() || !std::isfinite(coefficient.get<double>()))
    fail("E0462", "the coefficient " + shown(coefficient) + " is not a finite real number");
  term.coefficient = coefficient.get<double>();
  auto [place, isNew] = known_.try_emplace(term.factors, file_.sum.terms.size());
  if (isNew)
    file_.sum.terms.push_back(std::move(term));
  else
    file_.sum.terms[place->second].coefficient += term.coefficient;
}

PauliFile Reader::read(const Json &sum) {
  if (!sum.is_structured() || sum.empty())
    failForm(sum.is_structured() ? "there are no terms" : shown(sum) + " is no Pauli sum");
  size_t number = 0;
  for (auto &[name, entry] : sum.items()) {
    where_ = ", term " + (sum.is_object() ? shown(name) : std::to_string(++number));
    if (sum.is_object())
      add(entry, wordOf(name));
    else if (entry.is_array() && entry.size() == 2 && entry[0].is_string())
      add(entry[1], wordOf(entry[0].get<std::string>()));
    else if (entry.is_array() && entry.size() == 2 && entry[1].is_array())
      add(entry[0], factorsOf(entry[1]));
    else
      failForm(shown(entry) + " is no term");
  }
  return std::move(file_);
}

} // namespace

Expected<PauliFile> parsePauliSum(std::string_view text, const std::string &name, const std::string &key) {
  Reader reader(name);
  try {
    Json whole = reader.parse(text);
    return reader.read(reader.member(whole, key));
  } catch (Wrong &wrong) {
    return std::move(wrong.diagnostic);
  }
}

Expected<PauliFile> loadPauliSum(const std::string &path, const std::string &key) {
  auto text = readWholeFile(path, maxFileBytes);
  if (!text)
    return text.takeError();
  return parsePauliSum(*text, path, key);
}

} // namespace qml
