// SPDX-License-Identifier: Apache-2.0
//
// Data sets: loaders, pipeline stages and parts.

#include "Objects.h"

#include "qml/Classical/Csv.h"
#include "qml/Classical/Generators.h"

#include <algorithm>

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

Stage stageOf(Evaluator &evaluator, const std::string &name, const Arguments &arguments, Span span) {
  auto number = [&](const std::string &key, size_t position, double otherwise) { return numberOf(evaluator, arguments, key, position, otherwise, span); };
  if (name == "split") {
    onlyNamed(evaluator, arguments, name, {"test", "valid", "seed", "stratify", "shuffle"});
    SplitOptions options;
    options.test = number("test", 0, options.test);
    options.valid = number("valid", 1, 0);
    options.seed = uint32_t(number("seed", 2, 0));
    options.stratify = number("stratify", 3, 0) != 0;
    options.shuffle = number("shuffle", 4, 1) != 0;
    return stages::split(options);
  }
  if (name == "standardize")
    return stages::standardize();
  if (name == "minmax")
    return stages::minmax(number("low", 0, 0), number("high", 1, 1));
  if (name == "normalize")
    return stages::normalize();
  if (name == "labels")
    return stages::labels(number("first", 0, -1), number("second", 1, 1));
  if (name == "onehot")
    return stages::onehot();
  if (name == "divide")
    return stages::divide(number("by", 0, 1));
  if (name == "pad")
    return stages::pad(int64_t(number("size", 0, 0)));
  if (name == "pca")
    return stages::pca(int64_t(number("k", 0, 1)));
  if (name == "flatten")
    return stages::flatten();
  if (name == "select") {
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
  static const std::vector<std::string> known = {"split", "standardize", "minmax", "normalize", "labels", "onehot", "divide", "pad", "pca", "flatten", "select"};
  std::string nearest = nearestName(name, known);
  evaluator.fail(Diagnostic("E0311", "data has no stage `" + name + "`", span)
                     .withHelp(nearest.empty() ? "there are split, standardize, minmax, normalize, select, labels, onehot, pca, pad, divide, flatten" : "did you mean `" + nearest + "`?"));
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
  Evaluator &evaluator = session.evaluator();
  auto number = [&](const std::string &key, size_t position, double otherwise) { return numberOf(evaluator, arguments, key, position, otherwise, span); };
  auto wrap = [&](Expected<Dataset> data) { return Value(std::make_shared<Data>(orThrow(std::move(data), span), std::vector<Stage>())); };
  if (name == "csv") {
    onlyNamed(evaluator, arguments, name, {"path", "y"});
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
  auto count = [&] { return int64_t(number("n", 0, 100)); };
  auto seed = [&](size_t position) { return uint32_t(number("seed", position, 0)); };
  if (name == "make_moons")
    return wrap(makeMoons(count(), number("noise", 1, 0), seed(2)));
  if (name == "make_circles")
    return wrap(makeCircles(count(), number("noise", 1, 0), seed(2), number("factor", 3, 0.8)));
  if (name == "make_blobs")
    return wrap(makeBlobs(count(), int64_t(number("features", 1, 2)), int64_t(number("centers", 2, 3)), number("std", 3, 1), seed(4)));
  if (name == "linearly_separable")
    return wrap(makeLinearlySeparable(count(), int64_t(number("features", 1, 2)), number("margin", 2, 0.02), seed(3)));
  return std::nullopt;
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
