// SPDX-License-Identifier: Apache-2.0
//
// Counts, records and optimisers.

#include "Objects.h"

#include <algorithm>

namespace qml {

Tensor rowOf(const Tensor &x, int64_t row) {
  auto part = x.row(row);
  return Tensor(std::vector<int64_t>(x.shape.begin() + 1, x.shape.end()), std::vector<double>(part.begin(), part.end()));
}

void noMember(Evaluator &evaluator, const Object &object, const std::string &name, const std::vector<std::string> &known, Span span) {
  std::string list;
  for (const std::string &k : known)
    list += (list.empty() ? "" : ", ") + k;
  std::string nearest = nearestName(name, known);
  evaluator.fail(Diagnostic("E0311", object.typeName() + " has no `" + name + "`", span)
                     .withHelp(nearest.empty() ? "there are " + list : "did you mean `" + nearest + "`?"));
}

Value Counts::member(Evaluator &evaluator, const std::string &name, Span span) { noMember(evaluator, *this, name, {"most_common()", "total()"}, span); }

Value Counts::call(Evaluator &evaluator, const std::string &method, Arguments, Span span) {
  if (method == "most_common") {
    auto best = std::max_element(counts_.begin(), counts_.end(), [](auto &a, auto &b) { return a.second < b.second; });
    return best == counts_.end() ? Value("") : Value(best->first);
  }
  if (method == "total") {
    int64_t total = 0;
    for (auto &[outcome, count] : counts_)
      total += count;
    return total;
  }
  noMember(evaluator, *this, method, {"most_common", "total"}, span);
}

Value Counts::index(Evaluator &evaluator, const Value &key, Span span) {
  auto *text = key.get<std::string>();
  auto *bits = key.get<Bits>();
  if (!text && !bits)
    evaluator.fail(Diagnostic("E0111", "counts are looked up by a text of bits, this is " + typeText(key), span).withHelp("for example counts[\"01\"]"));
  auto found = counts_.find(text ? *text : bits->text);
  return found == counts_.end() ? Value(0) : Value(found->second);
}

std::string Counts::text() const {
  std::string result = "{";
  for (auto &[outcome, count] : counts_)
    result += (result.size() > 1 ? ", " : "") + ("\"" + outcome + "\": ") + std::to_string(count);
  return result + "}";
}

Value Record::member(Evaluator &evaluator, const std::string &name, Span span) {
  auto found = members_.find(name);
  if (found != members_.end())
    return found->second;
  std::vector<std::string> known;
  for (auto &[key, value] : members_)
    known.push_back(key);
  noMember(evaluator, *this, name, known, span);
}

std::string Record::text() const {
  std::string result = type_ + "(";
  for (auto &[name, value] : members_) {
    auto tensor = value.tensor();
    bool isLong = (tensor && tensor->size() > 16) || (value.list() && value.list()->items.size() > 16);
    result += (result.back() == '(' ? "" : ", ") + name + "=" + (isLong ? "…" : valueText(value));
  }
  return result + ")";
}

Value OptimizerSpec::member(Evaluator &evaluator, const std::string &member, Span span) {
  std::vector<std::string> known;
  for (auto &[key, value] : options) {
    if (key == member)
      return value;
    known.push_back(key);
  }
  noMember(evaluator, *this, member, known, span);
}

} // namespace qml
