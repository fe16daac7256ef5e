// SPDX-License-Identifier: Apache-2.0
//
// Calls: who is called, and what a call then does.

#include "qml/Sema/Evaluator.h"

#include <algorithm>

namespace qml {

using namespace ast;

static Span spanOf(const ast::ArgumentExpr &argument) {
  return argument.name ? Span::join(argument.name->span, argument.value->span) : argument.value->span;
}

Arguments Evaluator::arguments(const std::vector<ast::ArgumentExpr> &list, Scope &scope) {
  Arguments result;
  result.reserve(list.size());
  for (const ast::ArgumentExpr &argument : list)
    result.push_back({argument.name ? argument.name->text : "", evaluate(*argument.value, scope), spanOf(argument)});
  return result;
}

Value Evaluator::callExpr(const CallExpr &expr, Scope &scope) {
  bool isStatement = std::exchange(statementExpr_, nullptr) == &expr;
  if (auto *memberExpr = as<MemberExpr>(expr.callee.get())) {
    Value base = evaluate(*memberExpr->base, scope);
    const std::string &method = memberExpr->member.text;
    if (base.isUnknown()) {
      arguments(expr.arguments, scope);
      return base;
    }
    if (Object *object = base.object())
      return object->call(*this, method, arguments(expr.arguments, scope), expr.span);
    if (auto *callable = base.callable(); callable && callable->decl) {
      Arguments given = arguments(expr.arguments, scope);
      if (checking_ || !host_)
        return Unknown{};
      scope_ = &scope;
      return host_->run(*this, *callable, method, std::move(given), expr.span);
    }
    fail(Diagnostic("E0311", typeText(base) + " has no method `" + method + "`", memberExpr->member.span));
  }
  Value callee = evaluate(*expr.callee, scope);
  bool isGrad = callee.callable() && callee.callable()->builtin == "grad";
  Arguments given = isGrad ? gradArguments(expr.arguments, scope) : arguments(expr.arguments, scope);
  if (callee.isUnknown())
    return callee;
  if (Object *object = callee.object())
    return object->call(*this, "()", std::move(given), expr.span);
  if (!callee.callable())
    fail(Diagnostic("E0312", typeText(callee) + " can't be called", expr.callee->span));
  scope_ = &scope;
  applying_ = isStatement;
  return call(*callee.callable(), std::move(given), expr.span);
}

/// The name after `wrt=` is one of the function's, not of this place.
Arguments Evaluator::gradArguments(const std::vector<ast::ArgumentExpr> &list, Scope &scope) {
  Arguments result;
  for (const ast::ArgumentExpr &argument : list) {
    auto *name = as<NameExpr>(argument.value.get());
    bool isName = argument.name && argument.name->text == "wrt" && name;
    result.push_back({argument.name ? argument.name->text : "", isName ? Value(name->name) : evaluate(*argument.value, scope), spanOf(argument)});
  }
  return result;
}

static bool hasQubits(const Arguments &arguments) {
  return std::any_of(arguments.begin(), arguments.end(), [](const Argument &a) { return a.value.get<QubitRef>(); });
}

Value Evaluator::call(const Callable &callee, Arguments given, Span span) {
  bool applying = std::exchange(applying_, false);
  if (!callee.builtin.empty()) {
    const std::string &name = callee.builtin;
    bool onCallable = !given.empty() && (given[0].value.callable() || given[0].value.isUnknown());
    if (name == "adjoint" || name == "ctrl" || (name == "pow" && onCallable))
      return modified(name, given, span);
    if (auto result = quantumBuiltin(name, given, span))
      return *result;
    if (Builtins::exists(name))
      return Builtins::call(*this, name, given, span);
    if (checking_ || !host_)
      return Unknown{};
    if (stager_)
      fail(Diagnostic("E0306", "`" + name + "` belongs to `main`", span));
    return *host_->builtin(*this, name, std::move(given), span);
  }
  // Arguments bound earlier come first.
  Arguments all = std::move(given);
  for (size_t i = 0; i < callee.bound.size(); ++i)
    all.insert(all.begin() + i, {"", callee.bound[i], span});
  if (callee.row) {
    if (!applying && callee.modifiers.empty() && all.size() == 1 && callee.row->numAngles == 0 && callee.row->base == callee.row->kind)
      return pauli(*callee.row, all[0].value, span);
    if (hasQubits(all) || (callee.row->numQubits == 0 && frame_ && applying))
      return applyGate(callee, std::move(all), span);
    Callable partial = callee;
    partial.bound.clear();
    for (const Argument &argument : all)
      partial.bound.push_back(argument.value);
    if (all.size() > size_t(callee.row->numAngles)) {
      const Argument &qubits = all[callee.row->numAngles];
      fail(Diagnostic("E0106", "`" + callee.name() + "` acts on qubits", qubits.span, "this is " + typeText(qubits.value))
               .withHelp("for example " + gateExample(*callee.row)));
    }
    return partial;
  }
  return callDecl(callee, *callee.decl, std::move(all), span);
}

/// Arguments with one axis more than declared are batches, which are run row by row; while checking their rows are open.
static void openBatches(const Signature &signature, Arguments &given) {
  size_t position = 0;
  for (const Param &param : signature.params) {
    if (param.trainable)
      continue;
    while (position < given.size() && !given[position].name.empty())
      ++position;
    if (position == given.size())
      return;
    Value &value = given[position++].value;
    bool isFloat = param.type->kind == Type::Kind::Plain && (param.type->name == "float" || param.type->name == "angle");
    auto tensor = isFloat ? asTensor(value) : std::nullopt;
    if (tensor && tensor->shape.size() == param.type->dims.size() + 1)
      value = Unknown{};
  }
}

/// Takes away what says how to run a circuit, and is no parameter of it.
static void eraseRunOptions(const CallableDecl &decl, Arguments &given) {
  static const std::set<std::string> options = {"shots", "seed", "noise", "trajectories"};
  std::erase_if(given, [&](const Argument &argument) {
    return options.count(argument.name) &&
           std::none_of(decl.signature.params.begin(), decl.signature.params.end(), [&](const Param &p) { return p.name.text == argument.name; });
  });
}

Value Evaluator::callDecl(const Callable &callee, const Decl &decl, Arguments all, Span span) {
  if (auto *observableDecl = as<ObservableDecl>(&decl))
    return observable(*observableDecl, callee, all, span);
  if (auto *noiseDecl = as<NoiseDecl>(&decl))
    return noise(*noiseDecl, callee, all, span);
  if (auto *problem = as<ProblemDecl>(&decl)) {
    if (checking_ || !host_)
      return Unknown{};
    return host_->problem(*this, *problem, callee, std::move(all), span);
  }
  auto *callable = as<CallableDecl>(&decl);
  if (!callable)
    fail(Diagnostic("E0312", "`" + decl.name.text + "` can't be called", span));
  switch (callable->callableKind) {
  case CallableDecl::Kind::Gate: {
    bool anyQubits = hasQubits(all) || std::any_of(all.begin(), all.end(), [](const Argument &a) { return a.value.isUnknown(); });
    if (!hasQubits(all) && !(checking_ && anyQubits)) {
      // Parameters only: the state recipe gate(qubit[n]).
      Callable partial = callee;
      partial.bound.clear();
      for (const Argument &argument : all) {
        if (argument.name.empty())
          partial.bound.push_back(argument.value);
        else
          partial.statics[argument.name] = argument.value;
      }
      return partial;
    }
    if (!hasQubits(all))
      return Unknown{};
    return applyGate(callee, std::move(all), span);
  }
  case CallableDecl::Kind::Func: {
    bool trainable = std::any_of(callable->signature.params.begin(), callable->signature.params.end(), [](const Param &p) { return p.trainable; });
    if (checking_ && trainable)
      eraseRunOptions(*callable, all);
    if (checking_ && trainable)
      openBatches(callable->signature, all);
    if (!trainable || (checking_ && !frame_))
      return pureFunc(*callable, callee, all, span);
    [[fallthrough]];
  }
  case CallableDecl::Kind::Circuit: case CallableDecl::Kind::Kernel: {
    if (checking_) {
      Scope scope(&globals_);
      eraseRunOptions(*callable, all);
      openBatches(callable->signature, all);
      bind(callable->signature, callee, all, scope, span);
      if (!frame_)
        return Unknown{};
    }
    if (frame_)
      fail(Diagnostic("E0303", "calling a circuit inside a circuit is not supported yet", span)
               .withHelp("make `" + decl.name.text + "` a gate"));
    if (stager_) {
      std::vector<Value> values;
      for (const Argument &argument : all) {
        if (!argument.name.empty())
          fail(Diagnostic("E0303", "arguments by name are not supported here yet", argument.span));
        values.push_back(argument.value);
      }
      return stager_->call(*this, callee, std::move(values), span);
    }
    if (!host_)
      fail(Diagnostic("E0119", "`" + decl.name.text + "` runs only when the program runs", span));
    return host_->run(*this, callee, "", std::move(all), span);
  }
  }
  return {};
}

Evaluator::DepthLimit::DepthLimit(Evaluator &evaluator, Span span) : evaluator(evaluator) {
  constexpr unsigned maxCalls = 60;
  if (++evaluator.callDepth_ > maxCalls) {
    --evaluator.callDepth_;
    evaluator.fail(Diagnostic("E0018", "calls are nested more than " + std::to_string(maxCalls) + " deep", span)
                       .withHelp("a gate or func may not call itself without end"));
  }
}

Value Evaluator::pureFunc(const CallableDecl &decl, const Callable &callee, const Arguments &given, Span span) {
  Scope scope(&globals_);
  bind(decl.signature, callee, given, scope, span);
  DepthLimit limit(*this, span);
  if (decl.value)
    return evaluate(*decl.value, scope);
  if (!decl.body)
    return Unknown{};
  returned_ = {};
  block(*decl.body, scope);
  return std::exchange(returned_, {});
}

Evaluator::Staging::Staging(Evaluator &evaluator, Stager &stager, Frame *frame)
    : evaluator(evaluator), outerStager(std::exchange(evaluator.stager_, &stager)),
      outerFrame(std::exchange(evaluator.frame_, frame)) {}

Evaluator::Staging::~Staging() {
  evaluator.stager_ = outerStager;
  evaluator.frame_ = outerFrame;
}

Value Evaluator::evaluateStaged(const Expr &expr, Scope &scope, Stager &stager) {
  Staging staging(*this, stager, nullptr);
  return evaluate(expr, scope);
}

Value Evaluator::recipeState(const Callable &recipe, Span span, Stager &stager) {
  Frame frame;
  Staging staging(*this, stager, &frame);
  // The recipe's sizes fix how many qubits it needs.
  SymInt size(recipe.row ? std::max<int64_t>(1, recipe.row->numQubits) : 0);
  if (auto *decl = as<CallableDecl>(recipe.decl)) {
    Scope scope(&globals_);
    Arguments given;
    for (const Value &value : recipe.bound)
      given.push_back({"", value, span});
    const Param *qubits = decl->signature.params.empty() ? nullptr : &decl->signature.params.back();
    if (!qubits || qubits->type->name != "qubit")
      fail(Diagnostic("E0206", "`" + decl->name.text + "` ends in no register", span));
    for (auto &[name, value] : recipe.statics)
      scope.define(name, value, span);
    for (size_t i = 0; i < given.size() && i + 1 < decl->signature.params.size(); ++i)
      if (!unify(*decl->signature.params[i].type, given[i].value, scope))
        fail(Diagnostic("E0107", "`" + decl->signature.params[i].name.text + "` of `" + decl->name.text + "` must be " + declaredType(*decl->signature.params[i].type, scope) + ", found " + typeText(given[i].value), span));
    auto *sizeName = qubits->type->dims.empty() ? nullptr : as<NameExpr>(qubits->type->dims[0].get());
    if (sizeName && !scope.find(sizeName->name))
      fail(Diagnostic("E0105", "the number of qubits of `" + decl->name.text + "` is not known", span).withHelp("give it in brackets"));
    std::vector<SymInt> shape = shapeOf(*qubits->type, scope);
    size = shape.empty() ? SymInt(1) : shape[0];
  }
  QubitRef qubits = newQubits(size, "q", span);
  applyGate(recipe, [&] {
    Arguments all;
    for (const Value &value : recipe.bound)
      all.push_back({"", value, span});
    all.push_back({"", qubits, span});
    return all;
  }(), span);
  return reading("state", {}, span);
}

Value Evaluator::evaluateBody(const CallableDecl &decl, Scope &scope, Stager &stager) {
  Frame frame;
  frame.decl = &decl;
  bool quantum = decl.callableKind != CallableDecl::Kind::Func;
  Staging staging(*this, stager, quantum ? &frame : nullptr);
  if (decl.value)
    return evaluate(*decl.value, scope);
  returned_ = {};
  Flow flow = block(*decl.body, scope);
  if (flow != Flow::Return)
    fail(Diagnostic("E0108", "`" + decl.name.text + "` returns nothing", decl.name.span)
             .withHelp(quantum ? "end it with a reading, for example `return probs(q)`" : "end it with `return`"));
  return std::exchange(returned_, {});
}

} // namespace qml
