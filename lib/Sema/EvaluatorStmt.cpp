// SPDX-License-Identifier: Apache-2.0
//
// Evaluation of statements.

#include "qml/Sema/Evaluator.h"

#include <algorithm>

namespace qml {

using namespace ast;

Status Evaluator::runMain() {
  try {
    if (!program_.main())
      return Diagnostic("E0308", "this program has no `main`", {})
          .withHelp("`qmlc run` executes `main { … }`; a file without one is a library");
    Scope scope(&globals_);
    block(program_.main()->body, scope);
    return Success{};
  } catch (Failure &failure) {
    return std::move(failure.diagnostic);
  }
}

Evaluator::Flow Evaluator::block(const Block &block, Scope &parent) {
  Scope scope(&parent);
  for (const StmtPtr &stmt : block.statements) {
    Flow flow = statement(*stmt, scope);
    if (flow != Flow::Next)
      return flow;
  }
  return Flow::Next;
}

void Evaluator::afterReading(Span span) {
  auto &[name, at] = *frame_->reading;
  if (name == "measure")
    fail(Diagnostic("E0303", "a circuit that goes on after `measure` is not supported yet", span).withLabel(at, "measured here"));
  fail(Diagnostic("E0205", "nothing may follow a final reading", span)
           .withLabel(at, "read here")
           .withHelp("expval, probs, sample and state stand in `return`"));
}

Evaluator::Flow Evaluator::statement(const Stmt &stmt, Scope &scope) {
  if (frame_ && frame_->reading && stmt.kind != StmtKind::Return)
    afterReading(stmt.span);
  switch (stmt.kind) {
  case StmtKind::Qubit: qubits(*as<QubitStmt>(&stmt), scope); return Flow::Next;
  case StmtKind::Let: let(*as<LetStmt>(&stmt), scope); return Flow::Next;
  case StmtKind::Assign: assign(*as<AssignStmt>(&stmt), scope); return Flow::Next;
  case StmtKind::If: {
    auto &node = *as<IfStmt>(&stmt);
    bool open = false;
    for (const auto &branch : node.branches) {
      Value condition = evaluate(*branch.condition, scope);
      if (condition.isUnknown() || condition.get<SymInt>()) { // while checking: any branch may run
        open = true;
        block(branch.body, scope);
      } else if (truth(condition, branch.condition->span)) {
        return block(branch.body, scope);
      }
    }
    Flow flow = node.otherwise ? block(*node.otherwise, scope) : Flow::Next;
    return open ? Flow::Next : flow;
  }
  case StmtKind::For: return forLoop(*as<ForStmt>(&stmt), scope);
  case StmtKind::While: {
    auto &node = *as<WhileStmt>(&stmt);
    if (frame_)
      fail(Diagnostic("E0303", "`while` in a circuit is not supported yet", stmt.span));
    while (true) {
      Value condition = evaluate(*node.condition, scope);
      if (condition.isUnknown()) {
        block(node.body, scope);
        return Flow::Next;
      }
      if (!truth(condition, node.condition->span))
        return Flow::Next;
      Flow flow = block(node.body, scope);
      if (flow == Flow::Break)
        return Flow::Next;
      if (flow == Flow::Return)
        return flow;
    }
  }
  case StmtKind::Modifier: modifier(*as<ModifierStmt>(&stmt), scope); return Flow::Next;
  case StmtKind::Within: within(*as<WithinStmt>(&stmt), scope); return Flow::Next;
  case StmtKind::Return: {
    auto &node = *as<ReturnStmt>(&stmt);
    if (frame_ && frame_->decl && frame_->decl->callableKind == CallableDecl::Kind::Gate)
      fail(Diagnostic("E0207", "a gate returns nothing", stmt.span).withHelp("measurements belong to a `circuit`"));
    if (node.values.size() == 1) {
      returned_ = evaluate(*node.values[0], scope);
    } else {
      Tuple tuple;
      for (const ExprPtr &value : node.values)
        tuple.items.push_back(evaluate(*value, scope));
      returned_ = tuple;
    }
    return Flow::Return;
  }
  case StmtKind::Break: return Flow::Break;
  case StmtKind::Continue: return Flow::Continue;
  case StmtKind::Assert: {
    auto &node = *as<AssertStmt>(&stmt);
    Value condition = evaluate(*node.condition, scope);
    Value message = node.message ? evaluate(*node.message, scope) : Value("");
    if (!condition.isUnknown() && !truth(condition, node.condition->span))
      fail(Diagnostic("E0901", "assertion failed" + (node.message ? ": " + valueText(message) : std::string()), node.condition->span,
                      "this is false"));
    return Flow::Next;
  }
  case StmtKind::Expr: {
    auto &expr = *as<ExprStmt>(&stmt)->expr;
    statementExpr_ = &expr;
    Value value = evaluate(expr, scope);
    if (frame_ && !value.isNone() && !value.isUnknown() && !frame_->reading)
      fail(Diagnostic("E0208", "this value is not used", expr.span, typeText(value))
               .withHelp(value.callable() ? "a gate needs its qubits: give them as last arguments" : "name it with `let`"));
    return Flow::Next;
  }
  }
  return Flow::Next;
}

Evaluator::Flow Evaluator::forLoop(const ForStmt &stmt, Scope &scope) {
  Value iterable = evaluate(*stmt.iterable, scope);
  std::vector<Value> values;
  if (iterable.isUnknown()) {
    values.push_back(Unknown{});
  } else if (auto *tuple = iterable.tuple(); tuple && tuple->names == std::vector<std::string>{"symbolic range"}) {
    // range(n) while n is open: the body is checked once, for a symbol that counts below n.
    std::string name = stmt.pattern.front().text + (numOpenLoops_++ ? "'" + std::to_string(numOpenLoops_) : "");
    auto *stop = tuple->items[0].get<SymInt>();
    values.push_back(stop ? Value(SymInt::symbol(name, stop->text())) : Value(Unknown{}));
  } else if (!iterable.get<Range>()) {
    values = items(iterable, stmt.iterable->span);
  }
  auto *range = iterable.get<Range>(); // counted, not listed: it may be long
  int64_t count = range ? range->size() : values.size();
  for (int64_t i = 0; i < count; ++i) {
    countStep(stmt.iterable->span);
    Scope inner(&scope);
    assignPattern(stmt.pattern, range ? Value(range->start + i * range->step) : values[i], inner, stmt.iterable->span);
    Flow flow = block(stmt.body, inner);
    if (flow == Flow::Break)
      return Flow::Next;
    if (flow == Flow::Return)
      return flow;
  }
  return Flow::Next;
}

void Evaluator::assignPattern(const std::vector<Name> &names, const Value &value, Scope &scope, Span span, bool isMutable) {
  if (names.size() == 1) {
    scope.define(names[0].text, value, names[0].span, isMutable);
    return;
  }
  if (value.isUnknown()) {
    for (const Name &name : names)
      scope.define(name.text, value, name.span, isMutable);
    return;
  }
  std::vector<Value> parts = items(value, span);
  if (parts.size() != names.size())
    fail(Diagnostic("E0109", std::to_string(names.size()) + " names for " + std::to_string(parts.size()) + " values", span));
  for (size_t i = 0; i < names.size(); ++i)
    scope.define(names[i].text, parts[i], names[i].span, isMutable);
}

void Evaluator::let(const LetStmt &stmt, Scope &scope) {
  auto define = [&](const Name &name, const Expr &expr, Value value) {
    // Qubits move: the old name dies with the new one's birth.
    if (value.get<QubitRef>())
      if (auto *old = as<NameExpr>(&expr))
        if (Scope::Binding *binding = scope.find(old->name))
          binding->moved = expr.span;
    scope.define(name.text, std::move(value), name.span, stmt.isMutable);
  };
  if (stmt.values.size() == 1 && stmt.names.size() > 1)
    return assignPattern(stmt.names, evaluate(*stmt.values[0], scope), scope, stmt.values[0]->span, stmt.isMutable);
  if (stmt.values.size() != stmt.names.size())
    fail(Diagnostic("E0109", std::to_string(stmt.names.size()) + " names for " + std::to_string(stmt.values.size()) + " values", stmt.span));
  std::vector<Value> values;
  for (const ExprPtr &expr : stmt.values)
    values.push_back(evaluate(*expr, scope));
  for (size_t i = 0; i < values.size(); ++i)
    define(stmt.names[i], *stmt.values[i], std::move(values[i]));
}

void Evaluator::assign(const AssignStmt &stmt, Scope &scope) {
  if (stmt.values.size() != 1)
    fail(Diagnostic("E0109", "one value is assigned at a time", stmt.span));
  Value value = evaluate(*stmt.values[0], scope);
  if (stmt.op)
    value = binary(*stmt.op, evaluate(*stmt.target, scope), value, stmt.span);
  if (auto *target = as<NameExpr>(stmt.target.get())) {
    Scope::Binding *binding = scope.find(target->name);
    if (!binding) {
      Diagnostic error("E0301", "`" + target->name + "` is not known here", stmt.target->span);
      fail(std::move(error.withHelp("a new name is declared with `let` or `var`")));
    }
    if (!binding->isMutable)
      fail(Diagnostic("E0309", "`" + target->name + "` can't change", stmt.target->span)
               .withLabel(binding->declared, "declared here")
               .withHelp("a value that changes is declared with `var`"));
    binding->value = std::move(value);
    return;
  }
  if (auto *target = as<MemberExpr>(stmt.target.get())) {
    Value base = evaluate(*target->base, scope);
    if (checking_ && (base.isUnknown() || base.callable()))
      return;
    if (base.callable() && base.callable()->decl && host_ && !stager_)
      return host_->assign(*this, *base.callable(), target->member.text, std::move(value), stmt.span);
  }
  Diagnostic error("E0310", "only names and parameters can be assigned to", stmt.target->span);
  if (stmt.target->kind == ExprKind::Index)
    error.withHelp("lists and tensors don't change; build a new one, for example `[… for i in range(n)]`");
  fail(std::move(error));
}

} // namespace qml
