// SPDX-License-Identifier: Apache-2.0
//
// How the sizes and parameters of a declaration are bound to the arguments of a call.

#include "qml/Sema/Evaluator.h"

#include <algorithm>

namespace qml {

using namespace ast;

Value Evaluator::withStatics(const Callable &callee, const IndexExpr &expr, Scope &scope) {
  Callable result = callee;
  const Signature *signature = nullptr;
  if (auto *decl = as<CallableDecl>(callee.decl))
    signature = &decl->signature;
  if (auto *decl = as<ObservableDecl>(callee.decl))
    signature = &decl->signature;
  if (auto *decl = as<ProblemDecl>(callee.decl))
    signature = &decl->signature;
  if (!signature)
    fail(Diagnostic("E0313", "`" + callee.name() + "` takes nothing in brackets", expr.span));
  size_t position = 0;
  for (const Subscript &subscript : expr.subscripts) {
    if (subscript.kind == Subscript::Kind::Slice)
      fail(Diagnostic("E0313", "brackets after a name of a gate or circuit hold sizes", subscript.span));
    std::string name = subscript.name.text;
    if (subscript.kind == Subscript::Kind::Index) {
      if (position >= signature->statics.size())
        fail(Diagnostic("E0313",
                        "`" + callee.name() + "` takes " + counted(signature->statics.size(), "value") + " in brackets",
                        subscript.span));
      name = signature->statics[position++].name.text;
    }
    result.statics[name] = evaluate(*subscript.value, scope);
    staticSpans_[name] = subscript.span;
  }
  return result;
}

void Evaluator::bind(const Signature &signature, const Callable &callee, const Arguments &given, Scope &scope,
                     Span span) {
  std::string who = "`" + callee.name() + "`";
  auto isStatic = [&](const std::string &name) {
    return std::any_of(signature.statics.begin(), signature.statics.end(),
                       [&](const StaticParam &s) { return s.name.text == name; });
  };
  auto unknownName = [&](const std::string &name, Span at) {
    std::vector<std::string> candidates;
    for (const StaticParam &s : signature.statics)
      candidates.push_back(s.name.text);
    for (const Param &p : signature.params)
      candidates.push_back(p.name.text);
    Diagnostic error("E0314", who + " has no parameter `" + name + "`", at);
    std::string nearest = nearestName(name, candidates);
    if (!nearest.empty())
      error.withHelp("did you mean `" + nearest + "`?");
    fail(std::move(error));
  };
  for (auto &[name, value] : callee.statics) {
    if (!isStatic(name))
      unknownName(name, staticSpans_.count(name) ? staticSpans_[name] : span);
    scope.define(name, value, span);
  }
  std::vector<const Argument *> slots(signature.params.size(), nullptr);
  std::vector<size_t> positional;
  for (size_t i = 0; i < signature.params.size(); ++i)
    if (!signature.params[i].trainable)
      positional.push_back(i);
  size_t next = 0;
  for (const Argument &argument : given) {
    if (argument.name.empty()) {
      if (next == positional.size())
        fail(Diagnostic("E0106",
                        who + " takes " + counted(positional.size(), "argument") + ", found " +
                            std::to_string(std::count_if(given.begin(), given.end(),
                                                         [](const Argument &a) { return a.name.empty(); })),
                        argument.span, "this is too much"));
      slots[positional[next++]] = &argument;
      continue;
    }
    if (isStatic(argument.name)) {
      scope.define(argument.name, argument.value, argument.span);
      continue;
    }
    auto param = std::find_if(signature.params.begin(), signature.params.end(),
                              [&](const Param &p) { return p.name.text == argument.name; });
    if (param == signature.params.end())
      unknownName(argument.name, argument.span);
    if (slots[param - signature.params.begin()])
      fail(Diagnostic("E0314", "`" + argument.name + "` is given twice", argument.span));
    slots[param - signature.params.begin()] = &argument;
  }
  // Qubits first: they fix sizes most reliably.
  std::vector<size_t> order;
  for (bool qubitsNow : {true, false})
    for (size_t i = 0; i < slots.size(); ++i)
      if (slots[i] && bool(slots[i]->value.get<QubitRef>()) == qubitsNow)
        order.push_back(i);
  for (size_t i : order) {
    const Param &param = signature.params[i];
    if (!unify(*param.type, slots[i]->value, scope))
      fail(Diagnostic("E0107",
                      "`" + param.name.text + "` of " + who + " must be " + declaredType(*param.type, scope) +
                          ", found " + typeText(slots[i]->value),
                      slots[i]->span, "this is " + typeText(slots[i]->value))
               .withLabel(param.name.span, "`" + param.name.text + "` is declared here"));
    scope.define(param.name.text, slots[i]->value, param.name.span);
  }
  for (const StaticParam &s : signature.statics) {
    if (scope.findHere(s.name.text))
      continue;
    if (!s.defaultValue) {
      if (checking_) {
        scope.define(s.name.text, Unknown{}, s.name.span);
        continue;
      }
      fail(Diagnostic("E0105", "the size `" + s.name.text + "` of " + who + " is not given", span)
               .withLabel(s.name.span, "declared here")
               .withHelp("write " + who.substr(1, who.size() - 2) + "[" + s.name.text + "=…]"));
    }
    scope.define(s.name.text, evaluate(*s.defaultValue, scope), s.name.span);
  }
  // What a call would find in the session is open while checking.
  if (checking_)
    for (const Param &param : signature.params)
      if (param.trainable && !scope.findHere(param.name.text))
        scope.define(param.name.text, Unknown{}, param.name.span);
  for (size_t i : positional) {
    const Param &param = signature.params[i];
    if (slots[i])
      continue;
    if (param.initial) {
      scope.define(param.name.text, evaluate(*param.initial, scope), param.name.span);
      continue;
    }
    fail(Diagnostic("E0106", who + " needs `" + param.name.text + "`", span,
                    "missing: " + declaredType(*param.type, scope))
             .withLabel(param.name.span, "declared here"));
  }
}

std::string Evaluator::declaredType(const Type &type, Scope &scope) {
  if (type.kind != Type::Kind::Plain)
    return type.name.empty() ? "a tuple" : type.name;
  std::string result = type.name;
  for (size_t i = 0; i < type.dims.size(); ++i) {
    std::string text = "*";
    if (type.dims[i]) {
      auto *name = as<NameExpr>(type.dims[i].get());
      if (name && !scope.find(name->name))
        text = name->name;
      else {
        Value dim = evaluate(*type.dims[i], scope);
        text = dim.get<SymInt>() ? dim.get<SymInt>()->text() : dim.isUnknown() ? "?" : valueText(dim);
      }
    }
    result += (i ? ", " : "[") + text;
  }
  return result + (type.dims.empty() ? "" : "]");
}

/// The dimension `expr` in `scope`; nothing if it can't be known now.
static std::optional<SymInt> dimension(Evaluator &evaluator, const Expr &expr, Scope &scope) {
  Value value = evaluator.evaluate(expr, scope);
  if (auto *symbol = value.get<SymInt>())
    return *symbol;
  if (value.isUnknown())
    return std::nullopt;
  int64_t size = evaluator.integer(value, expr.span, "a size");
  if (size < 0)
    evaluator.fail(Diagnostic("E0116", "a size can't be negative, this is " + std::to_string(size), expr.span));
  return SymInt(size);
}

std::vector<SymInt> Evaluator::shapeOf(const Type &type, Scope &scope) {
  std::vector<SymInt> shape;
  for (const ExprPtr &dim : type.dims) {
    auto size = dim ? dimension(*this, *dim, scope) : std::nullopt;
    shape.push_back(size ? *size : SymInt::symbol("?"));
  }
  return shape;
}

bool Evaluator::unify(const Type &type, const Value &value, Scope &scope) {
  if (value.isUnknown())
    return true;
  if (type.kind == Type::Kind::Callable) {
    auto *callable = value.callable();
    if (!callable)
      return false;
    // gate(qubit[m]): m is the gate's number of qubits where that is fixed.
    if (callable->row && callable->row->numQubits > 0 && !type.parts.empty() && type.parts.back()->dims.size() == 1)
      if (auto *name = as<NameExpr>(type.parts.back()->dims[0].get()); name && !scope.find(name->name))
        scope.define(name->name, int64_t(callable->row->numQubits), type.span);
    return true;
  }
  if (type.kind == Type::Kind::Tuple)
    return value.tuple() && value.tuple()->items.size() == type.parts.size();
  std::vector<SymInt> actual;
  if (type.name == "qubit") {
    auto *qubits = value.get<QubitRef>();
    if (!qubits)
      return false;
    if (type.dims.empty())
      return !qubits->size.surelyDifferent(SymInt(1));
    actual = {qubits->size};
  } else if (type.name == "observable") {
    if (!value.observable())
      return false;
    actual = {SymInt(value.observable()->numWires)};
    if (type.dims.empty())
      return true;
  } else if (type.name == "string") {
    return value.get<std::string>();
  } else if (type.name == "int" && type.dims.empty()) {
    return value.get<int64_t>() || value.get<SymInt>() || value.get<bool>();
  } else if (type.name == "bool" && type.dims.empty()) {
    return value.get<bool>();
  } else if (auto *dynamic = value.get<Dynamic>()) {
    actual = dynamic->shape;
  } else if (value.get<SymInt>()) {
    actual = {};
  } else if (isDynamic(value)) {
    actual = asDynamic(value, type.span).shape;
  } else if (auto tensor = asTensor(value)) {
    for (int64_t d : tensor->shape)
      actual.push_back(d);
  } else {
    return false;
  }
  if (actual.size() != type.dims.size())
    return false;
  for (size_t i = 0; i < actual.size(); ++i) {
    if (!type.dims[i])
      continue;
    auto *name = as<NameExpr>(type.dims[i].get());
    if (name && !scope.find(name->name)) {
      scope.define(name->name, Value(actual[i]), type.dims[i]->span);
      continue;
    }
    auto expected = dimension(*this, *type.dims[i], scope);
    if (expected && expected->surelyDifferent(actual[i]))
      return false;
  }
  return true;
}

} // namespace qml
