// SPDX-License-Identifier: Apache-2.0
//
// Functions that `main` may call and that need the session: printing, data, estimators, optimisers, gradients, parameter files.

#include "Objects.h"

#include "qml/Classical/BlackBox.h"
#include "qml/Classical/ParamFile.h"
#include "qml/Classical/PauliFile.h"

#include <algorithm>

namespace qml {

using namespace ast;

namespace {

/// grad(f, wrt=w): called with f's arguments it gives the derivatives of f by w.
class Gradient : public Object {
public:
  Gradient(Session &session, Callable callee, std::string wrt) : session_(session), callee_(std::move(callee)), wrt_(std::move(wrt)) {}
  std::string typeName() const override { return "gradient"; }
  Value member(Evaluator &evaluator, const std::string &name, Span span) override { noMember(evaluator, *this, name, {}, span); }
  Value call(Evaluator &evaluator, const std::string &method, Arguments arguments, Span span) override;

private:
  /// For one row of arguments.
  Value at(Evaluator &evaluator, const Arguments &arguments, const NoiseModel *noise, Span span);
  Session &session_;
  Callable callee_;
  std::string wrt_;
};

Value Gradient::call(Evaluator &evaluator, const std::string &method, Arguments arguments, Span span) {
  if (method != "()")
    noMember(evaluator, *this, method, {}, span);
  auto &decl = *as<CallableDecl>(callee_.decl);
  std::shared_ptr<NoiseValue> noise;
  auto given = std::find_if(arguments.begin(), arguments.end(), [&](const Argument &argument) {
    return argument.name == "noise" && std::none_of(decl.signature.params.begin(), decl.signature.params.end(), [](const Param &p) { return p.name.text == "noise"; });
  });
  if (given != arguments.end()) {
    noise = session_.noiseOf(given->value, given->span);
    arguments.erase(given);
  }
  return session_.lifted(decl, arguments, [&](const Arguments &one, int64_t) { return at(evaluator, one, noise ? &noise->model : nullptr, span); });
}

Value Gradient::at(Evaluator &evaluator, const Arguments &arguments, const NoiseModel *noise, Span span) {
  const Specialisation &spec = session_.compiler().irgen().specialise(callee_, arguments, span, false, noise);
  std::vector<Tensor> values = session_.runtimeArguments(spec, callee_, arguments, span);
  std::vector<int64_t> wrt;
  std::vector<std::vector<int64_t>> shapes;
  for (size_t i = 0; i < spec.argumentNames.size(); ++i)
    if (spec.argumentNames[i] == wrt_) {
      wrt.push_back(i);
      shapes.push_back(spec.argumentShapes[i]);
    }
  for (size_t i = 0; i < spec.params.size(); ++i)
    if (spec.params[i].name == wrt_ || wrt_.empty()) {
      wrt.push_back(spec.argumentNames.size() + i);
      shapes.push_back(spec.params[i].shape);
    }
  if (wrt.empty())
    evaluator.fail(Diagnostic("E0505", "`" + callee_.name() + "` has no argument or parameter `" + wrt_ + "`", span));
  if (spec.resultShapes.size() != 1 || !spec.resultShapes[0].empty())
    evaluator.fail(Diagnostic("E0504", "`grad` needs a function of one number, `" + callee_.name() + "` gives " + (spec.resultShapes.size() == 1 ? shapeText(spec.resultShapes[0]) : std::to_string(spec.resultShapes.size()) + " results"), span));
  const CompiledFunction &compiled = session_.compiler().compile(spec, EntryKind::Gradient, span, wrt);
  double value = 0;
  std::vector<double *> outputs{&value};
  std::vector<Tensor> gradients;
  for (auto &shape : shapes)
    gradients.push_back(orThrow(Tensor::full(shape, 0), span));
  for (Tensor &gradient : gradients)
    outputs.push_back(gradient.values.data());
  session_.check(compiled.call(session_.runOptions(), session_.workspace(), session_.buffers(spec, values, span), outputs), compiled.numQubits(), span);
  if (gradients.size() == 1)
    return Value(gradients[0]);
  Tuple all;
  for (size_t i = 0; i < gradients.size(); ++i)
    all.items.push_back(Value(gradients[i]));
  return all;
}

const std::vector<std::string> &specNames() {
  static const std::vector<std::string> names = {"gradient_descent", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "adamw", "cobyla", "nelder_mead", "powell", "lbfgs", "slsqp", "spsa",
                                                 "exact", "simulated_annealing", "l2", "patience"};
  return names;
}

Value makeSpec(Evaluator &evaluator, const std::string &name, const Arguments &arguments) {
  static const std::map<std::string, std::vector<std::string>> known = {
      {"gradient_descent", {"lr"}}, {"momentum", {"lr", "momentum"}}, {"nesterov", {"lr", "momentum"}}, {"adagrad", {"lr", "eps"}},
      {"rmsprop", {"lr", "decay", "eps"}}, {"adam", {"lr", "beta1", "beta2", "eps"}}, {"adamw", {"lr", "beta1", "beta2", "eps", "weight_decay"}},
      {"cobyla", {"steps", "tol", "initial_step"}}, {"nelder_mead", {"steps", "tol", "initial_step"}}, {"powell", {"steps", "tol", "initial_step"}},
      {"lbfgs", {"steps", "tol"}}, {"slsqp", {"steps", "tol"}}, {"spsa", {"steps"}},
      {"exact", {}}, {"simulated_annealing", {"reads", "sweeps", "seed"}}, {"l2", {"strength"}}, {"patience", {"epochs"}}};
  const std::vector<std::string> &names = known.at(name);
  std::map<std::string, double> options;
  size_t position = 0;
  for (const Argument &argument : arguments) {
    std::string key = argument.name;
    if (key.empty()) {
      if (position >= names.size())
        evaluator.fail(Diagnostic("E0106", "`" + name + "` takes " + std::to_string(names.size()) + " arguments", argument.span));
      key = names[position++];
    }
    if (std::find(names.begin(), names.end(), key) == names.end()) {
      Diagnostic error("E0314", "`" + name + "` has no parameter `" + key + "`", argument.span);
      std::string nearest = nearestName(key, names);
      if (!nearest.empty())
        error.withHelp("did you mean `" + nearest + "`?");
      evaluator.fail(std::move(error));
    }
    auto number = asNumber(argument.value);
    if (!number)
      evaluator.fail(Diagnostic("E0116", "`" + key + "` of `" + name + "` must be a number, this is " + typeText(argument.value), argument.span));
    options[key] = *number;
  }
  return std::make_shared<OptimizerSpec>(name, std::move(options));
}

} // namespace

void saveParams(Session &session, const Value &what, const std::string &path, Span span) {
  ParamFile file;
  auto add = [&](const std::string &name, const Value &value) {
    if (auto tensor = asTensor(value))
      file.tensors[name] = *tensor;
  };
  if (auto *record = what.objectAs<Record>()) {
    auto params = record->members().find("params");
    auto *inner = params == record->members().end() ? record : params->second.objectAs<Record>();
    for (auto &[name, value] : inner->members())
      add(name, value);
  } else if (what.callable() && what.callable()->decl) {
    if (auto *decl = as<CallableDecl>(what.callable()->decl))
      for (auto &[name, tensor] : session.paramsOf(*decl))
        file.tensors[name] = tensor;
  }
  if (file.tensors.empty())
    session.evaluator().fail(Diagnostic("E0106", "there are no parameters to save in " + typeText(what), span).withHelp("save(fit, path) or save(model, path)"));
  orThrow(saveParams(session.pathOf(path), file), span);
}

void loadParams(Session &session, const Callable &model, const std::string &path, Span span) {
  session.setParams(model, orThrow(loadParams(session.pathOf(path)), span), path, span);
}

void Session::setParams(const Callable &model, const ParamFile &file, const std::string &path, Span span) {
  auto *decl = as<CallableDecl>(model.decl);
  for (const Param &param : decl->signature.params) {
    if (!param.trainable)
      continue;
    auto found = file.tensors.find(decl->name.text + "." + param.name.text);
    if (found == file.tensors.end())
      found = file.tensors.find(param.name.text);
    if (found == file.tensors.end())
      evaluator_.fail(Diagnostic("E0423", path + " holds no parameter `" + param.name.text + "` of `" + model.name() + "`", span)
                          .withLabel(param.name.span, "declared here"));
    if (found->second.shape.size() != param.type->dims.size())
      evaluator_.fail(Diagnostic("E0424", "`" + param.name.text + "` in " + path + " is " + shapeText(found->second.shape) + ", `" + model.name() + "` needs " + std::to_string(param.type->dims.size()) + " axes", span)
                          .withLabel(param.name.span, "declared here"));
    // Sizes that the declaration fixes must agree now; the others are checked at the first call.
    for (size_t i = 0; i < param.type->dims.size(); ++i)
      if (auto *size = as<NumberExpr>(param.type->dims[i].get()); size && size->integer != found->second.shape[i])
        evaluator_.fail(Diagnostic("E0424", "`" + param.name.text + "` in " + path + " is " + shapeText(found->second.shape) + ", which does not fit `" + model.name() + "`", span)
                            .withLabel(param.name.span, "declared here"));
    params_[decl][param.name.text] = found->second;
  }
}

static Value pauliJson(Session &session, const Arguments &arguments, Span span) {
  onlyNamed(session.evaluator(), arguments, "pauli_json", {"path", "key"});
  const Value *path = findArgument(arguments, "path", 0), *key = findArgument(arguments, "key", 1);
  if (!path || !path->get<std::string>() || (key && !key->get<std::string>()) || arguments.size() > 2)
    session.evaluator().fail(Diagnostic("E0106", "`pauli_json` takes the path of a file and the key of a member in it", span).withHelp("for example pauli_json(\"h2.json\"), or with key=\"hamiltonian\""));
  PauliFile file = orThrow(loadPauliSum(session.pathOf(*path->get<std::string>()), key ? *key->get<std::string>() : ""), span);
  return ObservableValue{std::move(file.sum), false, file.numWires};
}

std::vector<std::string> Session::builtinNames() const {
  std::vector<std::string> names = {"print", "svc", "overlap", "grad", "save", "load", "pauli_json", "evaluate"};
  names.insert(names.end(), specNames().begin(), specNames().end());
  for (const std::string &name : dataLoaders())
    names.push_back(name);
  return names;
}

std::optional<Value> Session::builtin(Evaluator &, const std::string &name, Arguments arguments, Span span) {
  if (name == "print") {
    std::string line;
    for (const Argument &argument : arguments)
      line += (line.empty() && &argument == &arguments.front() ? "" : " ") + valueText(argument.value);
    print(line);
    return Value();
  }
  if (std::find(specNames().begin(), specNames().end(), name) != specNames().end())
    return makeSpec(evaluator_, name, arguments);
  if (auto data = loadData(*this, name, arguments, span))
    return data;
  if (name == "pauli_json")
    return pauliJson(*this, arguments, span);
  if (name == "svc")
    return svc(*this, arguments, span);
  if (name == "overlap")
    return overlap(*this, arguments, span);
  if (name == "grad") {
    const Value *wrt = findArgument(arguments, "wrt", 1);
    auto *callee = arguments.empty() ? nullptr : arguments[0].value.callable();
    if (!callee || !as<CallableDecl>(callee->decl) || (wrt && !wrt->get<std::string>()))
      evaluator_.fail(Diagnostic("E0106", "`grad` takes a circuit or func and the name of what it is differentiated by", span).withHelp("for example grad(model, wrt=w)(x)"));
    return std::make_shared<Gradient>(*this, *callee, wrt ? *wrt->get<std::string>() : "");
  }
  if (name == "save" || name == "load") {
    const Value *path = findArgument(arguments, "path", 1);
    if (arguments.size() != 2 || !path || !path->get<std::string>())
      evaluator_.fail(Diagnostic("E0106", "`" + name + "` takes " + (name == "save" ? "a fit or model" : "a model") + " and a path", span));
    if (name == "save") {
      saveParams(*this, arguments[0].value, *path->get<std::string>(), span);
    } else {
      auto *model = arguments[0].value.callable();
      if (!model || !as<CallableDecl>(model->decl))
        evaluator_.fail(Diagnostic("E0106", "`load` fills the parameters of a circuit or func, this is " + typeText(arguments[0].value), span));
      loadParams(*this, *model, *path->get<std::string>(), span);
    }
    return Value();
  }
  if (name == "evaluate")
    evaluator_.fail(Diagnostic("E0303", "`evaluate` is not supported yet", span));
  return std::nullopt;
}

} // namespace qml
