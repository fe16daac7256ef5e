// SPDX-License-Identifier: Apache-2.0
//
// The parameters of a program's models: their values live in the session, from their initial values on.

#include "qml/Execution/Session.h"

#include "qml/Classical/Rng.h"

#include <cmath>

namespace qml {

using namespace ast;

Tensor Session::initialValue(const Param &param, const std::vector<int64_t> &shape, uint64_t seed, uint64_t stream) {
  Tensor value = orThrow(Tensor::full(shape, 0), param.name.span);
  if (!param.initial)
    return value;
  auto *call = as<CallExpr>(param.initial);
  auto *name = as<NameExpr>(call ? call->callee.get() : param.initial);
  if (!param.random) {
    Value given = evaluator_.evaluate(*param.initial, evaluator_.globals());
    auto tensor = asTensor(given);
    if (!tensor || (!tensor->isScalar() && tensor->shape != shape))
      evaluator_.fail(Diagnostic("E0107", "`" + param.name.text + "` is " + shapeText(shape) + ", its initial value " + typeText(given), param.initial->span));
    return tensor->isScalar() ? orThrow(Tensor::full(shape, tensor->values[0]), param.name.span) : *tensor;
  }
  std::vector<double> numbers;
  if (call)
    for (const ArgumentExpr &argument : call->arguments) {
      auto number = asNumber(evaluator_.evaluate(*argument.value, evaluator_.globals()));
      if (!number)
        evaluator_.fail(Diagnostic("E0116", "an initialiser takes numbers", argument.value->span));
      numbers.push_back(*number);
    }
  auto number = [&](size_t i, double otherwise) { return i < numbers.size() ? numbers[i] : otherwise; };
  std::string kind = name ? name->name : "";
  Rng rng(seed, stream);
  if (kind == "uniform") {
    for (double &v : value.values)
      v = number(0, 0) + (number(1, 1) - number(0, 0)) * rng.uniform();
  } else if (kind == "normal" || kind == "small_angle") {
    double mean = kind == "normal" ? number(0, 0) : 0, deviation = kind == "normal" ? number(1, 1) : number(0, 0.01);
    for (double &v : value.values)
      v = mean + deviation * rng.normal();
  } else if (kind == "glorot") {
    double fans = shape.empty() ? 2 : shape.size() == 1 ? shape[0] + 1.0 : double(shape[shape.size() - 2] + shape.back());
    double bound = std::sqrt(6 / fans);
    for (double &v : value.values)
      v = -bound + 2 * bound * rng.uniform();
  } else if (kind == "const") {
    value = orThrow(Tensor::full(shape, number(0, 0)), param.name.span);
  } else if (kind != "zeros") {
    Diagnostic error("E0315", "`" + kind + "` is not an initialiser", param.initial->span);
    evaluator_.fail(std::move(error.withHelp("known are uniform, normal, zeros, const, glorot and small_angle")));
  }
  return value;
}

static const Param &paramOf(const ParamKey &key) {
  for (const Param &param : key.decl->signature.params)
    if (param.name.text == key.name)
      return param;
  __builtin_unreachable();
}

std::vector<Tensor *> Session::params(const Specialisation &spec, Span span) {
  std::vector<Tensor *> result;
  for (size_t i = 0; i < spec.params.size(); ++i) {
    const ParamKey &key = spec.params[i];
    Params &params = params_[key.decl];
    auto found = params.find(key.name);
    if (found == params.end())
      found = params.emplace(key.name, initialValue(paramOf(key), key.shape, options_.seed, i)).first;
    if (found->second.shape != key.shape)
      evaluator_.fail(Diagnostic("E0107", "`" + key.decl->name.text + "." + key.name + "` is " + shapeText(found->second.shape) + " since its first use, here it must be " + shapeText(key.shape), span)
                          .withHelp("one model has one set of sizes"));
    result.push_back(&found->second);
  }
  return result;
}

void Session::initialise(const Specialisation &spec, size_t index, uint64_t seed) {
  const ParamKey &key = spec.params[index];
  params_[key.decl][key.name] = initialValue(paramOf(key), key.shape, seed, index);
}

Value Session::member(Evaluator &, const Callable &callee, const std::string &name, Span span) {
  auto *decl = as<CallableDecl>(callee.decl);
  if (decl && decl->callableKind == CallableDecl::Kind::Kernel)
    evaluator_.fail(Diagnostic("E0311", "a kernel has no member `" + name + "`", span));
  if (decl) {
    auto found = params_[decl].find(name);
    if (found != params_[decl].end())
      return Value(found->second);
    bool declared = std::any_of(decl->signature.params.begin(), decl->signature.params.end(), [&](const Param &p) { return p.trainable && p.name.text == name; });
    if (declared)
      evaluator_.fail(Diagnostic("E0316", "`" + callee.name() + "." + name + "` has no value yet", span).withHelp("call or train `" + callee.name() + "` first"));
  }
  evaluator_.fail(Diagnostic("E0311", "`" + callee.name() + "` has no member `" + name + "`", span));
}

void Session::assign(Evaluator &, const Callable &callee, const std::string &name, Value value, Span span) {
  auto *decl = as<CallableDecl>(callee.decl);
  const Param *param = nullptr;
  if (decl)
    for (const Param &p : decl->signature.params)
      if (p.trainable && p.name.text == name)
        param = &p;
  auto tensor = asTensor(value);
  if (!param || !tensor)
    evaluator_.fail(Diagnostic("E0310", param ? "a parameter is a number or tensor, this is " + typeText(value) : "`" + callee.name() + "` has no parameter `" + name + "`", span));
  if (tensor->shape.size() != param->type->dims.size())
    evaluator_.fail(Diagnostic("E0107", "`" + name + "` has " + std::to_string(param->type->dims.size()) + " axes, this is " + typeText(value), span));
  params_[decl][name] = *tensor;
}

} // namespace qml
