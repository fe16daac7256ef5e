// SPDX-License-Identifier: Apache-2.0
//
// Data sets: loaders, pipeline stages and parts.

#include "Objects.h"

#include "qml/Classical/Csv.h"
#include "qml/Classical/Generators.h"

#include <algorithm>
#include <limits>

namespace qml {

void onlyNamed(Evaluator &evaluator, const Arguments &arguments, const std::string &who, const std::vector<std::string> &known) {
  for (const Argument &argument : arguments) {
    if (argument.name.empty() || std::find(known.begin(), known.end(), argument.name) != known.end())
      continue;
    std::string nearest = nearestName(argument.name, known);
    Diagnostic error("E0314", "`" + who + "` has no parameter `" + argument.name + "`", argument.span);
    if (!nearest.empty())
      error.withHelp("did you mean `" + nearest + "`?");
    evaluator.fail(std::move(error));
  }
}

namespace {

double numberOf(Evaluator &evaluator, const Arguments &arguments, const std::string &name, size_t position, double otherwise, Span span) {
  const Value *value = findArgument(arguments, name, position);
  if (!value)
    return otherwise;
  auto number = asNumber(*value);
  if (!number)
    evaluator.fail(Diagnostic("E0116", "`" + name + "` must be a number, this is " + typeText(*value), span));
  return *number;
}

/// A whole number.
int64_t integerOf(Evaluator &evaluator, const Arguments &arguments, const std::string &name, size_t position, int64_t otherwise, Span span) {
  const Value *value = findArgument(arguments, name, position);
  return value ? evaluator.integer(*value, span, ("`" + name + "`").c_str()) : otherwise;
}

/// The seed of NumPy's generator.
uint32_t seedOf(Evaluator &evaluator, const Arguments &arguments, size_t position, Span span) {
  constexpr int64_t largest = std::numeric_limits<uint32_t>::max();
  int64_t seed = integerOf(evaluator, arguments, "seed", position, 0, span);
  if (seed < 0 || seed > largest)
    evaluator.fail(Diagnostic("E0116", "`seed` must lie between 0 and " + std::to_string(largest) + ", this is " + std::to_string(seed), span));
  return uint32_t(seed);
}

/// The names that the arguments of data loaders or stages may have.
using ParameterNames = std::map<std::string, std::vector<std::string>>;

Stage stageOf(Evaluator &evaluator, const std::string &name, const Arguments &arguments, Span span) {
  static const ParameterNames parameters = {
      {"split", {"test", "valid", "seed", "stratify", "shuffle"}}, {"standardize", {}}, {"minmax", {"low", "high", "a", "b"}}, {"normalize", {}}, {"select", {}},
      {"labels", {"first", "second"}}, {"onehot", {}}, {"divide", {"by"}}, {"pad", {"columns"}}, {"pca", {"k"}}, {"flatten", {}}};
  auto known = parameters.find(name);
  if (known == parameters.end()) {
    std::vector<std::string> all;
    for (auto &[stage, names] : parameters)
      all.push_back(stage);
    std::string nearest = nearestName(name, all);
    evaluator.fail(Diagnostic("E0311", "data has no stage `" + name + "`", span)
                       .withHelp(nearest.empty() ? "there are split, standardize, minmax, normalize, select, labels, onehot, pca, pad, divide, flatten" : "did you mean `" + nearest + "`?"));
  }
  onlyNamed(evaluator, arguments, name, known->second);
  constexpr size_t byName = SIZE_MAX; // the position of arguments that have none
  auto number = [&](const std::string &key, size_t position, double otherwise) { return numberOf(evaluator, arguments, key, position, otherwise, span); };
  auto integer = [&](const std::string &key, size_t position, int64_t otherwise) { return integerOf(evaluator, arguments, key, position, otherwise, span); };
  if (name == "split") {
    SplitOptions options;
    options.test = number("test", 0, options.test);
    options.valid = number("valid", 1, 0);
    options.seed = seedOf(evaluator, arguments, 2, span);
    options.stratify = number("stratify", 3, 0) != 0;
    options.shuffle = number("shuffle", 4, 1) != 0;
    return stages::split(options);
  }
  if (name == "standardize")
    return stages::standardize();
  if (name == "minmax")
    return stages::minmax(number("low", 0, number("a", byName, 0)), number("high", 1, number("b", byName, 1)));
  if (name == "normalize")
    return stages::normalize();
  if (name == "labels")
    return stages::labels(number("first", 0, -1), number("second", 1, 1));
  if (name == "onehot")
    return stages::onehot();
  if (name == "divide")
    return stages::divide(number("by", 0, 1));
  if (name == "pad")
    return stages::pad(integer("columns", 0, 0));
  if (name == "pca")
    return stages::pca(integer("k", 0, 1));
  if (name == "flatten")
    return stages::flatten();
  // select
  std::vector<int64_t> columns;
  std::vector<std::string> names;
  std::vector<Value> wanted;
  for (const Argument &argument : arguments) {
    if (argument.value.list() || argument.value.get<Range>())
      for (const Value &item : evaluator.items(argument.value, argument.span))
        wanted.push_back(item);
    else
      wanted.push_back(argument.value);
  }
  for (const Value &value : wanted) {
    if (auto *text = value.get<std::string>())
      names.push_back(*text);
    else
      columns.push_back(evaluator.integer(value, span, "a column"));
  }
  if (!names.empty() && !columns.empty())
    evaluator.fail(Diagnostic("E0106", "columns are selected by number or by name, not both", span));
  return names.empty() ? stages::select(columns) : stages::selectNames(names);
}

} // namespace

const PreparedData &Data::prepared(Span span) {
  if (!prepared_)
    prepared_ = orThrow(prepare(raw_, stages_), span);
  return *prepared_;
}

Value Data::member(Evaluator &evaluator, const std::string &name, Span span) {
  const PreparedData &data = prepared(span);
  auto part = [&](Part which) { return std::make_shared<DataPart>(orThrow(data.data.part(which), span)); };
  if (name == "train")
    return part(Part::Train);
  if (name == "test")
    return part(Part::Test);
  if (name == "valid")
    return part(Part::Valid);
  return DataPart(data.data).member(evaluator, name, span);
}

Value Data::call(Evaluator &evaluator, const std::string &method, Arguments arguments, Span span) {
  std::vector<Stage> stages = stages_;
  stages.push_back(stageOf(evaluator, method, arguments, span));
  return std::make_shared<Data>(raw_, std::move(stages));
}

Value DataPart::member(Evaluator &evaluator, const std::string &name, Span span) {
  if (name == "x")
    return Value(data_.x);
  if (name == "rows")
    return data_.rows();
  if (name == "y") {
    if (!data_.y)
      evaluator.fail(Diagnostic("E0406", "these data have no labels", span).withHelp("name the column: csv(path, y=\"label\")"));
    return Value(data_.y->values);
  }
  if (name == "features" || name == "classes") {
    List names;
    for (const std::string &n : name == "features" ? data_.featureNames : data_.y ? data_.y->classNames : std::vector<std::string>())
      names.items.push_back(n);
    return names;
  }
  noMember(evaluator, *this, name, {"x", "y", "rows", "features", "classes", "train", "test", "valid"}, span);
}

const Dataset &datasetOf(const Value &value, Span span, std::shared_ptr<Object> &keep) {
  if (auto *part = value.objectAs<DataPart>()) {
    keep = *value.get<std::shared_ptr<Object>>();
    return part->dataset();
  }
  if (auto *data = value.objectAs<Data>()) {
    keep = *value.get<std::shared_ptr<Object>>();
    return data->prepared(span).data;
  }
  throw Failure{Diagnostic("E0402", "expected data, this is " + typeText(value), span).withHelp("for example `iris.train`")};
}

std::vector<std::string> dataLoaders() { return {"csv", "make_moons", "make_circles", "make_blobs", "linearly_separable"}; }

std::optional<Value> loadData(Session &session, const std::string &name, const Arguments &arguments, Span span) {
  static const ParameterNames parameters = {
      {"csv", {"path", "y"}}, {"make_moons", {"n", "noise", "seed"}}, {"make_circles", {"n", "noise", "seed", "factor"}},
      {"make_blobs", {"n", "features", "centers", "std", "seed"}}, {"linearly_separable", {"n", "features", "margin", "seed"}}};
  auto known = parameters.find(name);
  if (known == parameters.end())
    return std::nullopt;
  Evaluator &evaluator = session.evaluator();
  onlyNamed(evaluator, arguments, name, known->second);
  auto number = [&](const std::string &key, size_t position, double otherwise) { return numberOf(evaluator, arguments, key, position, otherwise, span); };
  auto wrap = [&](Expected<Dataset> data) { return Value(std::make_shared<Data>(orThrow(std::move(data), span), std::vector<Stage>())); };
  if (name == "csv") {
    const Value *path = findArgument(arguments, "path", 0);
    if (!path || !path->get<std::string>())
      evaluator.fail(Diagnostic("E0106", "`csv` needs the path of a file", span).withHelp("for example csv(\"data/iris.csv\", y=\"species\")"));
    CsvOptions options;
    if (const Value *label = findArgument(arguments, "y", 1)) {
      if (auto *text = label->get<std::string>())
        options.labelName = *text;
      else
        options.labelIndex = evaluator.integer(*label, span, "the label column");
    }
    return wrap(loadCsv(session.pathOf(*path->get<std::string>()), options));
  }
  auto integer = [&](const std::string &key, size_t position, int64_t otherwise) { return integerOf(evaluator, arguments, key, position, otherwise, span); };
  auto seed = [&](size_t position) { return seedOf(evaluator, arguments, position, span); };
  const int64_t count = integer("n", 0, 100);
  if (name == "make_moons")
    return wrap(makeMoons(count, number("noise", 1, 0), seed(2)));
  if (name == "make_circles")
    return wrap(makeCircles(count, number("noise", 1, 0), seed(2), number("factor", 3, 0.8)));
  if (name == "make_blobs")
    return wrap(makeBlobs(count, integer("features", 1, 2), integer("centers", 2, 3), number("std", 3, 1), seed(4)));
  return wrap(makeLinearlySeparable(count, integer("features", 1, 2), number("margin", 2, 0.02), seed(3)));
}

Value Session::data(Evaluator &, const ast::DataDecl &decl) {
  auto found = data_.find(&decl);
  if (found != data_.end())
    return found->second;
  Value value = evaluator_.evaluate(*decl.value, evaluator_.globals());
  if (!value.objectAs<Data>())
    evaluator_.fail(Diagnostic("E0402", "`" + decl.name.text + "` is declared as data, this is " + typeText(value), decl.value->span).withHelp("for example csv(\"file.csv\", y=\"label\")"));
  return data_[&decl] = value;
}

} // namespace qml
