// SPDX-License-Identifier: Apache-2.0
//
// train and minimize: one compiled step, driven from here.

#include "Training.h"

#include "qml/Classical/BlackBox.h"
#include "qml/Classical/Plot.h"
#include "qml/Classical/Progress.h"
#include "qml/Classical/Rng.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <unistd.h>

namespace qml {

using namespace ast;

Settings::Settings(Session &session, const std::vector<Setting> &settings, Scope &scope, const std::string &what, const std::vector<std::string> &known)
    : session_(session), scope_(scope) {
  for (const Setting &setting : settings) {
    const Name &name = setting.names.front();
    if (std::find(known.begin(), known.end(), name.text) == known.end()) {
      std::string nearest = nearestName(name.text, known), list;
      for (const std::string &k : known)
        list += (list.empty() ? "" : ", ") + k;
      session.evaluator().fail(Diagnostic("E0318", "`" + what + "` has no setting `" + name.text + "`, or not yet", name.span)
                                   .withHelp(nearest.empty() ? "there are " + list : "did you mean `" + nearest + "`?"));
    }
    if (!settings_.emplace(name.text, setting.value.get()).second)
      session.evaluator().fail(Diagnostic("E0318", "`" + name.text + "` is set twice", name.span));
  }
}

const Expr *Settings::find(const std::string &name) const {
  auto found = settings_.find(name);
  return found == settings_.end() ? nullptr : found->second;
}

Value Settings::value(const std::string &name) const {
  const Expr *expr = find(name);
  return expr ? session_.evaluator().evaluate(*expr, scope_) : Value();
}

double Settings::number(const std::string &name, double otherwise) const {
  const Expr *expr = find(name);
  if (!expr)
    return otherwise;
  auto number = asNumber(value(name));
  if (!number)
    session_.evaluator().fail(Diagnostic("E0116", "`" + name + "` must be a number", expr->span));
  return *number;
}

int64_t Settings::count(const std::string &name, int64_t otherwise) const {
  const Expr *expr = find(name);
  if (!expr)
    return otherwise;
  int64_t result = session_.evaluator().integer(value(name), expr->span, ("`" + name + "`").c_str());
  if (result < 0)
    session_.evaluator().fail(Diagnostic("E0116", "`" + name + "` can't be negative", expr->span));
  return result;
}

std::string Settings::text(const std::string &name) const {
  const Expr *expr = find(name);
  if (!expr)
    return "";
  Value v = value(name);
  if (!v.get<std::string>())
    session_.evaluator().fail(Diagnostic("E0116", "`" + name + "` must be a text", expr->span));
  return *v.get<std::string>();
}

const OptimizerSpec &Settings::optimizer(const OptimizerSpec &otherwise) const {
  const Expr *expr = find("optimizer");
  if (!expr)
    return otherwise;
  Value v = value("optimizer");
  // `optimizer = adam` stands for adam().
  if (v.callable() && !v.callable()->builtin.empty())
    v = session_.evaluator().call(*v.callable(), {}, expr->span);
  kept_.push_back(v);
  auto *spec = kept_.back().objectAs<OptimizerSpec>();
  if (!spec || (!findOptimizer(spec->name) && !findBlackBoxMethod(spec->name)))
    session_.evaluator().fail(Diagnostic("E0319", "this is no optimiser", expr->span).withHelp("for example adam(lr=0.05) or cobyla()"));
  return *spec;
}

std::optional<OptimizerOptions> gradientOptions(const OptimizerSpec &spec) {
  auto kind = findOptimizer(spec.name);
  if (!kind)
    return std::nullopt;
  OptimizerOptions options = OptimizerOptions::defaults(*kind);
  options.lr = spec.option("lr", options.lr);
  options.momentum = spec.option("momentum", options.momentum);
  options.decay = spec.option("decay", options.decay);
  options.beta1 = spec.option("beta1", options.beta1);
  options.beta2 = spec.option("beta2", options.beta2);
  options.eps = spec.option("eps", options.eps);
  options.weightDecay = spec.option("weight_decay", options.weightDecay);
  return options;
}

int64_t wholeOption(Evaluator &evaluator, const OptimizerSpec &spec, const std::string &key, int64_t otherwise, Span span) {
  const double number = spec.option(key, double(otherwise));
  if (number == std::floor(number) && std::abs(number) <= 0x1p53)
    return int64_t(number);
  evaluator.fail(Diagnostic("E0116", "`" + key + "` of `" + spec.name + "` must be a whole number of at most 2**53", span));
}

static Tensor column(const std::vector<double> &values) { return Tensor::vector(values); }

static Value paramsRecord(Session &session, const std::vector<ParamKey> &keys) {
  // A name that two models share is told apart by its model.
  std::map<std::string, Value> params;
  for (const ParamKey &key : keys) {
    bool shared = std::count_if(keys.begin(), keys.end(), [&](const ParamKey &other) { return other.name == key.name; }) > 1;
    params[shared ? key.decl->name.text + "." + key.name : key.name] = Value(session.paramsOf(*key.decl).at(key.name));
  }
  return std::make_shared<Record>("params", std::move(params));
}

/// The mean of `metric` over the rows of `data`.
static double meanMetric(Session &session, const Expr &metric, const Dataset &data, Scope &scope) {
  double sum = 0;
  for (int64_t row = 0; row < data.rows(); ++row) {
    Evaluator::OwnSteps steps(session.evaluator());
    Scope inner(&scope);
    inner.define("x", Value(rowOf(data.x, row)), metric.span);
    if (data.y)
      inner.define("y", Value(rowOf(data.y->values, row)), metric.span);
    auto number = asNumber(session.evaluator().evaluate(metric, inner));
    if (!number)
      session.evaluator().fail(Diagnostic("E0504", "a metric is one number per row", metric.span));
    sum += *number;
  }
  return sum / double(std::max<int64_t>(1, data.rows()));
}

/// Fails where it is plain before a long training that nothing can be written to `path` after it.
static void checkWritable(Evaluator &evaluator, const std::string &path, Span span) {
  namespace fs = std::filesystem;
  std::error_code ignored;
  // Devices are written themselves, files are made in their folder.
  const std::string folder = (fs::weakly_canonical(path, ignored).parent_path() / "").string();
  const std::string &written = fs::is_other(path, ignored) ? path : folder;
  const int reason = fs::is_directory(path, ignored) ? EISDIR : ::access(written.c_str(), W_OK) == 0 ? 0 : errno;
  if (reason)
    evaluator.fail(Diagnostic("E0410", "cannot write " + path + ": " + std::strerror(reason), span));
}

Value Session::train(Evaluator &, const TrainExpr &expr) {
  Scope &scope = evaluator_.currentScope();
  auto start = std::chrono::steady_clock::now();
  Value model = evaluator_.evaluate(*expr.model, scope);
  if (!model.callable() || !model.callable()->decl)
    evaluator_.fail(Diagnostic("E0506", "`train` trains a circuit or func, this is " + typeText(model), expr.model->span));
  std::shared_ptr<Object> keepData, keepValidation;
  const Dataset &data = datasetOf(evaluator_.evaluate(*expr.data, scope), expr.data->span, keepData);
  Settings settings(*this, expr.settings, scope, "train",
                    {"loss", "optimizer", "batch", "epochs", "shuffle", "seed", "validate", "metric", "stop", "regularize", "plot", "noise"});
  const Expr *loss = settings.find("loss");
  if (!loss)
    evaluator_.fail(Diagnostic("E0318", "`train` needs a `loss`", expr.span).withHelp("for example loss = (model(x) - y)**2"));
  if (data.rows() == 0)
    evaluator_.fail(Diagnostic("E0402", "there are no rows to train on", expr.data->span));
  auto seed = uint64_t(settings.count("seed", 0));
  std::vector<std::string> names{"x"};
  std::vector<std::vector<int64_t>> shapes{std::vector<int64_t>(data.x.shape.begin() + 1, data.x.shape.end())};
  if (data.y) {
    names.push_back("y");
    shapes.push_back(std::vector<int64_t>(data.y->values.shape.begin() + 1, data.y->values.shape.end()));
  }
  // Loss and metric see the same noise.
  std::shared_ptr<NoiseValue> noise;
  if (const Expr *given = settings.find("noise"))
    noise = noiseOf(settings.value("noise"), given->span);
  struct Restore {
    Session &session;
    std::shared_ptr<NoiseValue> outer;
    ~Restore() { session.noise_ = outer; }
  } restore{*this, std::exchange(noise_, noise)};
  CompiledObjective objective(*this, *loss, scope, names, shapes, expr.over, seed, noise ? &noise->model : nullptr);
  OptimizerSpec standard("adam", {{"lr", 0.01}});
  const OptimizerSpec &chosen = settings.optimizer(standard);
  auto options = gradientOptions(chosen);
  if (!options)
    evaluator_.fail(Diagnostic("E0319", "`" + chosen.name + "` works without gradients; `train` needs one that uses them", settings.find("optimizer")->span)
                        .withHelp("use adam, or `minimize` with " + chosen.name));
  Optimizer optimizer = orThrow(Optimizer::create(*options, objective.size()), expr.span);
  const Dataset *validation = nullptr;
  if (const Expr *validate = settings.find("validate"))
    validation = &datasetOf(settings.value("validate"), validate->span, keepValidation);
  const Expr *metric = settings.find("metric");
  int64_t epochs = settings.count("epochs", 50), batch = settings.count("batch", 32);
  if (batch == 0)
    evaluator_.fail(Diagnostic("E0116", "`batch` must be at least 1", settings.find("batch")->span));
  bool shuffle = !settings.find("shuffle") || evaluator_.truth(settings.value("shuffle"), settings.find("shuffle")->span);
  auto penalty = [&] {
    const Expr *e = settings.find("regularize");
    if (!e)
      return 0.0;
    Value v = settings.value("regularize");
    auto *spec = v.objectAs<OptimizerSpec>();
    if (!spec || spec->name != "l2")
      evaluator_.fail(Diagnostic("E0318", "`regularize` takes l2(strength)", e->span));
    return spec->option("strength", 0);
  }();
  int64_t patience = [&]() -> int64_t {
    const Expr *e = settings.find("stop");
    if (!e)
      return 0;
    Value v = settings.value("stop");
    auto *spec = v.objectAs<OptimizerSpec>();
    if (!spec || spec->name != "patience")
      evaluator_.fail(Diagnostic("E0318", "`stop` takes patience(epochs)", e->span));
    int64_t count = wholeOption(evaluator_, *spec, "epochs", 10, e->span);
    if (count < 1)
      evaluator_.fail(Diagnostic("E0116", "`epochs` of `patience` must be at least 1", e->span));
    return count;
  }();
  const std::string plot = settings.text("plot");
  if (!plot.empty())
    checkWritable(evaluator_, pathOf(plot), settings.find("plot")->span);

  std::vector<double> parameters = objective.parameters(), gradient(objective.size());
  std::vector<double> losses, metrics;
  std::vector<const double *> rows; // of a batch
  std::vector<int64_t> order(data.rows());
  for (int64_t i = 0; i < data.rows(); ++i)
    order[i] = i;
  Rng rng(seed, 1);
  int64_t evaluations = 0;
  double best = std::numeric_limits<double>::infinity();
  int64_t sinceBest = 0;
  Progress progress(options_.progressFd, "epoch", epochs);
  for (int64_t epoch = 1; epoch <= epochs; ++epoch) {
    if (shuffle)
      order = rng.permutation(data.rows());
    double sum = 0;
    for (int64_t first = 0; first < data.rows(); first += batch) {
      const int64_t numRows = std::min(batch, data.rows() - first);
      rows.clear();
      for (int64_t i = first; i < first + numRows; ++i) {
        rows.push_back(data.x.row(order[i]).data());
        if (data.y)
          rows.push_back(data.y->values.row(order[i]).data());
      }
      objective.setParameters(optimizer.gradientPoint(parameters));
      double value = objective.valueAndGradient(rows, numRows, gradient);
      for (size_t i = 0; i < parameters.size(); ++i)
        gradient[i] += 2 * penalty * parameters[i];
      bool finite = std::isfinite(value) && std::all_of(gradient.begin(), gradient.end(), [](double g) { return std::isfinite(g); });
      if (!finite) {
        objective.setParameters(parameters);
        evaluator_.fail(Diagnostic("E0503", "the loss is no longer a finite number in epoch " + std::to_string(epoch), loss->span)
                            .withHelp("try a smaller learning rate, or look for log(0) and classes without a probability; the parameters of the last good step are kept"));
      }
      optimizer.step(parameters, gradient);
      objective.setParameters(parameters);
      sum += value * double(numRows);
      evaluations += numRows;
    }
    losses.push_back(sum / double(data.rows()));
    if (metric && (validation || epoch == epochs))
      metrics.push_back(meanMetric(*this, *metric, validation ? *validation : data, scope));
    if (options_.showProgress)
      progress.update(epoch, losses.back(), metrics.empty() ? std::nullopt : std::optional(metrics.back()));
    if (losses.back() < best) {
      best = losses.back();
      sinceBest = 0;
    } else if (patience > 0 && ++sinceBest >= patience) {
      break;
    }
  }
  if (options_.showProgress)
    progress.finish();
  if (metric && metrics.empty()) // an end before the last epoch
    metrics.push_back(meanMetric(*this, *metric, validation ? *validation : data, scope));
  if (!plot.empty()) {
    std::vector<PlotSeries> series{{"loss", losses}};
    if (metrics.size() == losses.size())
      series.push_back({"metric", metrics});
    // What was trained is not lost for want of its chart.
    if (Status done = writeLossSvg(pathOf(plot), series, {}); !done) {
      Diagnostic warning = done.takeError();
      warning.severity = Severity::Warning;
      warning.span = settings.find("plot")->span;
      ::dprintf(options_.progressFd, "%s", render(warning).c_str());
    }
  }
  std::map<std::string, Value> fit;
  fit["loss"] = losses.empty() ? Value() : Value(losses.back());
  if (!metrics.empty())
    fit["metric"] = metrics.back();
  fit["history"] = Value(column(losses));
  fit["params"] = paramsRecord(*this, objective.keys());
  fit["evaluations"] = evaluations;
  fit["epochs"] = int64_t(losses.size());
  fit["seconds"] = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return std::make_shared<Record>("fit", std::move(fit));
}

Value Session::minimize(Evaluator &, const MinimizeExpr &expr) {
  Scope &scope = evaluator_.currentScope();
  Settings settings(*this, expr.settings, scope, expr.maximize ? "maximize" : "minimize", {"optimizer", "steps", "tol", "seed", "noise"});
  auto seed = uint64_t(settings.count("seed", options_.seed));
  std::shared_ptr<NoiseValue> noise;
  if (const Expr *given = settings.find("noise"))
    noise = noiseOf(settings.value("noise"), given->span);
  CompiledObjective objective(*this, *expr.objective, scope, {}, {}, expr.over, seed, noise ? &noise->model : nullptr);
  OptimizerSpec standard("adam", {{"lr", 0.01}});
  const OptimizerSpec &chosen = settings.optimizer(standard);
  const Expr *named = settings.find("optimizer");
  int64_t steps = settings.count("steps", wholeOption(evaluator_, chosen, "steps", 100, named ? named->span : expr.span));
  double tol = settings.number("tol", chosen.option("tol", 0)), sign = expr.maximize ? -1 : 1;
  std::vector<double> history, parameters = objective.parameters();
  int64_t taken = 0, evaluations = 0;
  auto evaluate = [&](std::span<const double> at, std::span<double> gradient) {
    objective.setParameters(at);
    double value = objective.valueAndGradient({}, 1, gradient);
    ++evaluations;
    if (!std::isfinite(value))
      evaluator_.fail(Diagnostic("E0503", "the objective is no longer a finite number", expr.objective->span).withHelp("try a smaller learning rate"));
    for (double &g : gradient)
      g *= sign;
    return sign * value;
  };
  if (auto options = gradientOptions(chosen)) {
    Optimizer optimizer = orThrow(Optimizer::create(*options, objective.size()), expr.span);
    std::vector<double> gradient(objective.size());
    for (;; ++taken) {
      std::vector<double> point = optimizer.gradientPoint(parameters);
      double value = evaluate(point, gradient);
      if (point != parameters) { // look-ahead: the gradient belongs to another point than the value
        std::vector<double> unused(objective.size());
        value = evaluate(parameters, unused);
      }
      bool converged = !history.empty() && tol > 0 && std::abs(value - history.back()) <= tol;
      history.push_back(value);
      if (converged || taken == steps)
        break;
      optimizer.step(parameters, gradient);
    }
  } else {
    auto method = *findBlackBoxMethod(chosen.name);
    BlackBoxOptions blackBox;
    blackBox.steps = steps;
    blackBox.tol = tol;
    blackBox.seed = seed;
    blackBox.initialStep = chosen.option("initial_step", blackBox.initialStep);
    BlackBoxResult result = orThrow(minimizeBlackBox(method, [&](std::span<const double> x, std::span<double> wanted) -> Expected<double> {
      std::vector<double> gradient(objective.size());
      double value = evaluate(x, gradient);
      if (!wanted.empty())
        std::copy(gradient.begin(), gradient.end(), wanted.begin());
      return value;
    }, parameters, blackBox), expr.span);
    parameters = result.x;
    history = result.history;
    history.push_back(result.value);
    taken = result.evaluations;
  }
  objective.setParameters(parameters);
  for (double &value : history)
    value *= sign;
  std::map<std::string, Value> fit;
  fit["value"] = history.back();
  fit["steps"] = taken;
  fit["evaluations"] = evaluations;
  fit["history"] = Value(column(history));
  fit["params"] = paramsRecord(*this, objective.keys());
  return std::make_shared<Record>("fit", std::move(fit));
}

} // namespace qml
