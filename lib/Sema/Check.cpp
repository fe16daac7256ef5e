// SPDX-License-Identifier: Apache-2.0
//
// Checks declarations before anything calls them: their bodies are evaluated with open sizes and unknown values, which finds
// unknown names, wrong counts of angles and qubits, and qubits used twice.

#include "qml/Sema/Evaluator.h"

#include <algorithm>

namespace qml {

using namespace ast;

/// Sizes named in `type` become symbols.
static void openSizes(Evaluator &evaluator, const Type &type, Scope &scope) {
  for (const ExprPtr &dim : type.dims)
    if (auto *name = as<NameExpr>(dim.get()); name && !scope.findHere(name->name) && !evaluator.program().find(name->name))
      scope.define(name->name, SymInt::symbol(name->name), dim->span);
  for (const TypePtr &part : type.parts)
    openSizes(evaluator, *part, scope);
}

/// The most that is known of a parameter while its sizes are open.
static Value openValue(Evaluator &evaluator, const Param &param, Scope &scope, int reg) {
  const Type &type = *param.type;
  openSizes(evaluator, type, scope);
  if (type.kind != Type::Kind::Plain)
    return Unknown{};
  std::vector<SymInt> shape = evaluator.shapeOf(type, scope);
  if (type.name == "qubit") {
    QubitRef ref;
    ref.reg = -1 - reg;
    ref.size = shape.empty() ? SymInt(1) : shape[0];
    ref.whole = true;
    ref.open = true;
    if (shape.empty())
      ref.index = SymInt(0);
    return ref;
  }
  if (type.name == "float" || type.name == "angle")
    return Dynamic{shape, nullptr};
  if (type.name == "int" && shape.empty())
    return SymInt::symbol(param.name.text);
  static const std::set<std::string> known = {"int", "bool", "bit", "complex", "string", "observable", "class"};
  if (!known.count(type.name)) {
    std::vector<std::string> candidates(known.begin(), known.end());
    candidates.insert(candidates.end(), {"float", "angle", "qubit"});
    Diagnostic error("E0101", "`" + type.name + "` is not a type",
                     {type.span.file, type.span.begin, type.span.begin + uint32_t(type.name.size())});
    std::string nearest = nearestName(type.name, candidates);
    if (!nearest.empty())
      error.withHelp("did you mean `" + nearest + "`?");
    evaluator.fail(std::move(error));
  }
  return Unknown{};
}

void Evaluator::openScope(const Signature &signature, Scope &scope) {
  for (const StaticParam &s : signature.statics) {
    Value value = SymInt::symbol(s.name.text);
    if (s.defaultValue) {
      Value given = evaluate(*s.defaultValue, globals_);
      if (!given.get<int64_t>())
        value = Unknown{};
    }
    scope.define(s.name.text, value, s.name.span);
  }
  int reg = 0;
  std::set<std::string> seen;
  for (const Param &param : signature.params) {
    if (!seen.insert(param.name.text).second)
      fail(Diagnostic("E0302", "`" + param.name.text + "` is declared twice", param.name.span));
    scope.define(param.name.text, openValue(*this, param, scope, reg++), param.name.span);
    if (param.initial && !param.random)
      evaluate(*param.initial, scope);
  }
}

void Evaluator::checkDeclarations(std::vector<Diagnostic> &diagnostics) {
  checking_ = true;
  for (const Decl *decl : program_.userDecls()) {
    steps_ = 0;
    try {
      if (auto *callable = as<CallableDecl>(decl)) {
        Scope scope(&globals_);
        openScope(callable->signature, scope);
        Frame frame;
        frame.decl = callable;
        bool quantum = callable->callableKind == CallableDecl::Kind::Gate || callable->callableKind == CallableDecl::Kind::Circuit;
        frame_ = quantum ? &frame : nullptr;
        if (callable->value)
          evaluate(*callable->value, scope);
        returned_ = {};
        Flow flow = callable->body ? block(*callable->body, scope) : Flow::Return;
        if (callable->callableKind == CallableDecl::Kind::Gate)
          checkAncillas(*callable, 0);
        if (callable->callableKind == CallableDecl::Kind::Circuit && flow != Flow::Return)
          fail(Diagnostic("E0108", "circuit `" + decl->name.text + "` returns nothing", decl->name.span)
                   .withHelp("end it with a reading, for example `return probs(q)`"));
      } else if (auto *observableDecl = as<ObservableDecl>(decl)) {
        if (observableDecl->signature.params.empty())
          observable(*observableDecl, asCallable(decl), {}, decl->span);
      } else if (auto *constDecl = as<ConstDecl>(decl)) {
        constant(*constDecl, constDecl->names.front().text);
      } else if (auto *noiseDecl = as<NoiseDecl>(decl)) {
        Scope scope(&globals_);
        openScope(noiseDecl->signature, scope);
        noiseModel(*noiseDecl, scope);
      } else if (decl->kind == DeclKind::Export && !program_.find(decl->name.text)) {
        fail(Diagnostic("E0301", "`" + decl->name.text + "` is not known here", decl->name.span));
      } else if (auto *main = as<MainDecl>(decl)) {
        Scope scope(&globals_);
        block(main->body, scope);
      }
    } catch (Failure &failure) {
      // A func is evaluated again wherever it is called; its errors count once.
      auto same = [&](const Diagnostic &d) {
        const Diagnostic &now = failure.diagnostic;
        return d.code == now.code && d.message == now.message && d.span.file == now.span.file && d.span.begin == now.span.begin;
      };
      if (std::none_of(diagnostics.begin(), diagnostics.end(), same))
        diagnostics.push_back(std::move(failure.diagnostic));
      if (auto *constDecl = as<ConstDecl>(decl))
        for (const Name &name : constDecl->names)
          globals_.define(name.text, Unknown{}, name.span);
      evaluating_.clear();
    } catch (CheckTooLong &) {
      evaluating_.clear();
    }
    frame_ = nullptr;
  }
  steps_ = 0;
  checking_ = false;
}

} // namespace qml
