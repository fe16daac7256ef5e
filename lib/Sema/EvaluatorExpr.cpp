// SPDX-License-Identifier: Apache-2.0
//
// Evaluation of expressions: names, members, subscripts, comprehensions.

#include "qml/Sema/Evaluator.h"

#include <algorithm>

namespace qml {

using namespace ast;

namespace {
constexpr unsigned maxDepth = 400;           // nested expressions and calls
constexpr int64_t maxSteps = 200'000'000;    // expressions evaluated in one program run
constexpr int64_t maxCheckSteps = 200'000;   // in the check of one declaration: a few hundredths of a second

/// Counts nested evaluations, so that deep recursion ends in an error.
struct DepthGuard {
  unsigned &depth;
  explicit DepthGuard(unsigned &depth) : depth(depth) { ++depth; }
  ~DepthGuard() { --depth; }
};
} // namespace

Scope::Binding *Scope::find(const std::string &name) {
  for (Scope *scope = this; scope; scope = scope->parent_) {
    auto found = scope->bindings_.find(name);
    if (found != scope->bindings_.end())
      return &found->second;
  }
  return nullptr;
}

Scope::Binding &Scope::define(const std::string &name, Value value, Span declared, bool isMutable) {
  return bindings_[name] = Binding{std::move(value), declared, isMutable, std::nullopt};
}

std::vector<std::string> Scope::names() const {
  std::vector<std::string> result = parent_ ? parent_->names() : std::vector<std::string>();
  for (auto &[name, binding] : bindings_)
    result.push_back(name);
  return result;
}

void Evaluator::countStep(Span span) {
  ++steps_;
  if (checking_ && steps_ > maxCheckSteps)
    throw CheckTooLong{};
  if (steps_ > maxSteps)
    fail(Diagnostic("E0019", "the program takes too many steps", span));
}

Value Evaluator::evaluate(const Expr &expr, Scope &scope) {
  DepthGuard guard(depth_);
  if (depth_ > maxDepth)
    fail(Diagnostic("E0018", "this is nested too deeply", expr.span).withHelp("name parts of the expression with `let`"));
  countStep(expr.span);
  switch (expr.kind) {
  case ExprKind::Number: {
    auto &number = *as<NumberExpr>(&expr);
    if (number.isImaginary)
      fail(Diagnostic("E0303", "complex numbers are not supported yet", expr.span));
    return number.isInteger ? Value(number.integer) : Value(number.value);
  }
  case ExprKind::Bool: return as<BoolExpr>(&expr)->value;
  case ExprKind::String: return as<StringExpr>(&expr)->value;
  case ExprKind::FString: return fstring(*as<FStringExpr>(&expr), scope);
  case ExprKind::Bits: return Bits{as<BitsExpr>(&expr)->bits};
  case ExprKind::Name: return name(*as<NameExpr>(&expr), scope);
  case ExprKind::Call: return callExpr(*as<CallExpr>(&expr), scope);
  case ExprKind::Index: return index(*as<IndexExpr>(&expr), scope);
  case ExprKind::Member: return member(*as<MemberExpr>(&expr), scope);
  case ExprKind::Unary: {
    auto &node = *as<UnaryExpr>(&expr);
    return unary(node.op, evaluate(*node.operand, scope), expr.span);
  }
  case ExprKind::Binary: return binaryExpr(*as<BinaryExpr>(&expr), scope);
  case ExprKind::Conditional: return conditional(*as<ConditionalExpr>(&expr), scope);
  case ExprKind::List: {
    List list;
    for (const ExprPtr &element : as<ListExpr>(&expr)->elements)
      list.items.push_back(evaluate(*element, scope));
    return list;
  }
  case ExprKind::Tuple: {
    Tuple tuple;
    for (const ExprPtr &element : as<TupleExpr>(&expr)->elements)
      tuple.items.push_back(evaluate(*element, scope));
    return tuple;
  }
  case ExprKind::Comprehension: return comprehension(*as<ComprehensionExpr>(&expr), scope);
  case ExprKind::Train: {
    if (!host_ || stager_ || frame_)
      fail(Diagnostic("E0306", "`train` belongs to `main`", expr.span));
    scope_ = &scope;
    if (checking_)
      return Unknown{};
    return host_->train(*this, *as<TrainExpr>(&expr));
  }
  case ExprKind::Minimize: {
    if (!host_ || stager_ || frame_)
      fail(Diagnostic("E0306", "`minimize` belongs to `main`", expr.span));
    scope_ = &scope;
    if (checking_)
      return Unknown{};
    return host_->minimize(*this, *as<MinimizeExpr>(&expr));
  }
  case ExprKind::Lambda: fail(Diagnostic("E0303", "small functions `x => …` are not supported yet", expr.span));
  }
  return {};
}

Value Evaluator::binaryExpr(const BinaryExpr &expr, Scope &scope) {
  if (expr.op == BinaryOp::Pipe)
    return pipe(expr, scope);
  if (expr.op == BinaryOp::And || expr.op == BinaryOp::Or) {
    Value left = evaluate(*expr.left, scope);
    if (left.isUnknown()) {
      evaluate(*expr.right, scope);
      return Unknown{};
    }
    bool isTrue = truth(left, expr.left->span);
    if (isTrue != (expr.op == BinaryOp::And))
      return isTrue;
    Value right = evaluate(*expr.right, scope);
    return right.isUnknown() ? right : Value(truth(right, expr.right->span));
  }
  // Sums of thousands of terms lean to the left: their nodes are walked in a loop, not nested.
  std::vector<const BinaryExpr *> chain;
  const Expr *first = &expr;
  for (auto *node = &expr; node && node->op < BinaryOp::And; node = as<BinaryExpr>(first)) {
    chain.push_back(node);
    first = node->left.get();
  }
  Value value = evaluate(*first, scope);
  for (auto node = chain.rbegin(); node != chain.rend(); ++node)
    value = binary((*node)->op, value, evaluate(*(*node)->right, scope), (*node)->span);
  return value;
}

Value Evaluator::name(const NameExpr &expr, Scope &scope) {
  if (Scope::Binding *binding = scope.find(expr.name)) {
    if (binding->moved)
      fail(Diagnostic("E0203", "`" + expr.name + "` was given away", expr.span, "used here")
               .withLabel(*binding->moved, "the qubits went to another name here")
               .withHelp("use the new name"));
    return binding->value;
  }
  if (const Decl *decl = program_.find(expr.name)) {
    if (auto *constDecl = as<ConstDecl>(decl))
      return constant(*constDecl, expr.name);
    if (auto *data = as<DataDecl>(decl)) {
      if (checking_ || !host_)
        return Unknown{};
      return host_->data(*this, *data);
    }
    if (auto *observableDecl = as<ObservableDecl>(decl); observableDecl && observableDecl->signature.params.empty())
      return observable(*observableDecl, asCallable(decl), {}, expr.span);
    if (auto *noiseDecl = as<NoiseDecl>(decl); noiseDecl && noiseDecl->signature.params.empty())
      return noise(*noiseDecl, asCallable(decl), {}, expr.span);
    if (auto *problem = as<ProblemDecl>(decl); problem && problem->signature.params.empty())
      return callDecl(asCallable(decl), *decl, {}, expr.span);
    return asCallable(decl);
  }
  if (const GateRow *row = findGate(expr.name))
    return gateValue(*row);
  if (expr.name == "pi")
    return 3.14159265358979323846;
  if (expr.name == "tau")
    return 6.28318530717958647692;
  if (expr.name == "inf")
    return std::numeric_limits<double>::infinity();
  const std::vector<std::string> hostNames = !Builtins::exists(expr.name) && host_ ? host_->builtinNames() : std::vector<std::string>();
  if (Builtins::exists(expr.name) || std::find(hostNames.begin(), hostNames.end(), expr.name) != hostNames.end()) {
    Callable callable;
    callable.builtin = expr.name;
    return callable;
  }
  std::vector<std::string> candidates = Builtins::names();
  candidates.insert(candidates.end(), hostNames.begin(), hostNames.end());
  for (auto &source : {scope.names(), program_.names()})
    candidates.insert(candidates.end(), source.begin(), source.end());
  for (const GateRow &row : gateTable())
    candidates.push_back(std::string(row.name));
  candidates.insert(candidates.end(), {"true", "false"});
  Diagnostic error("E0301", "`" + expr.name + "` is not known here", expr.span);
  static const std::map<std::string, std::string> otherLanguages = {
      {"None", "there is no empty value; leave the argument out"},
      {"null", "there is no empty value; leave the argument out"},
      {"pass", "a block that does nothing is written `{ }`"},
      {"np", "functions stand on their own: `sum(x)`, `sqrt(x)`, `pi`"},
      {"math", "functions stand on their own: `sqrt(x)`, `log(x)`, `pi`"},
      {"qml", "gates and readings stand on their own: `RX(0.5, q)`, `expval(Z(q))`"},
  };
  auto foreign = otherLanguages.find(expr.name);
  std::string nearest = nearestName(expr.name, candidates);
  if (foreign != otherLanguages.end())
    error.withHelp(foreign->second);
  else if (!nearest.empty())
    error.withHelp("did you mean `" + nearest + "`?");
  fail(std::move(error));
}

Evaluator::Definition::Definition(Evaluator &evaluator, const Decl &decl, const std::string &what, bool apart)
    : evaluator(evaluator), decl(decl), outerStager(evaluator.stager_), outerFrame(evaluator.frame_) {
  if (!evaluator.evaluating_.insert(&decl).second)
    evaluator.fail(Diagnostic("E0307", "the " + what + " depends on itself", decl.name.span));
  if (apart) {
    evaluator.stager_ = nullptr;
    evaluator.frame_ = nullptr;
  }
}

Evaluator::Definition::~Definition() {
  evaluator.stager_ = outerStager;
  evaluator.frame_ = outerFrame;
  evaluator.evaluating_.erase(&decl);
}

Value Evaluator::constant(const ConstDecl &decl, const std::string &name) {
  if (Scope::Binding *known = globals_.find(name))
    return known->value;
  if (checking_ && unknownConstants_.count(&decl))
    return Unknown{};
  Value value = [&]() -> Value {
    Definition definition(*this, decl, "constant `" + name + "`", true);
    OwnSteps steps(*this);
    try {
      return evaluate(*decl.value, globals_);
    } catch (const CheckTooLong &) {
      return Unknown{}; // what mentions it is checked without it
    }
  }();
  if (checking_ && value.isUnknown()) { // only until the program runs
    unknownConstants_.insert(&decl);
    return value;
  }
  assignPattern(decl.names, value, globals_, decl.span);
  return globals_.find(name)->value;
}

Value Evaluator::observable(const ObservableDecl &decl, const Callable &callee, const Arguments &arguments, Span span) {
  Scope scope(&globals_);
  bind(decl.signature, callee, arguments, scope, span);
  Value value = [&] {
    // Without arguments it may read a file, as constants may.
    Definition definition(*this, decl, "observable `" + decl.name.text + "`", decl.signature.params.empty());
    return evaluate(*decl.value, scope);
  }();
  if (value.isUnknown())
    return value;
  auto *result = value.observable();
  if (!result)
    fail(Diagnostic("E0118", "an observable is a sum of Pauli products, this is " + typeText(value), decl.value->span)
             .withHelp("for example `0.5 * Z(0)@Z(1) + X(0)`"));
  ObservableValue sized = *result;
  if (decl.size) {
    if (sized.numWires > *decl.size)
      fail(Diagnostic("E0112", "wire " + std::to_string(sized.numWires - 1) + " is outside of `" + decl.name.text + "`",
                      decl.value->span, "the largest wire is " + std::to_string(*decl.size - 1))
               .withLabel(decl.name.span, "declared with " + std::to_string(*decl.size) + " wires"));
    sized.numWires = *decl.size;
  }
  return sized;
}

Value Evaluator::conditional(const ConditionalExpr &expr, Scope &scope) {
  Value condition = evaluate(*expr.condition, scope);
  if (condition.isUnknown() || condition.get<SymInt>()) {
    evaluate(*expr.then, scope);
    evaluate(*expr.otherwise, scope);
    return Unknown{};
  }
  if (condition.get<Dynamic>())
    return elementwise(TensorOp::Select, {condition, evaluate(*expr.then, scope), evaluate(*expr.otherwise, scope)}, expr.span);
  return truth(condition, expr.condition->span) ? evaluate(*expr.then, scope) : evaluate(*expr.otherwise, scope);
}

Value Evaluator::comprehension(const ComprehensionExpr &expr, Scope &scope) {
  List result;
  bool isOpen = false;
  std::function<void(size_t, Scope &)> expand = [&](size_t clauseIndex, Scope &outer) {
    if (clauseIndex == expr.clauses.size()) {
      result.items.push_back(evaluate(*expr.element, outer));
      if (result.items.size() > size_t(maxItems))
        fail(Diagnostic("E0019", "this list grows too long", expr.span));
      return;
    }
    const auto &clause = expr.clauses[clauseIndex];
    Value iterable = evaluate(*clause.iterable, outer);
    std::vector<Value> values;
    if (iterable.isUnknown()) {
      isOpen = true;
      values.push_back(Unknown{});
    } else {
      values = items(iterable, clause.iterable->span);
    }
    for (const Value &value : values) {
      Scope inner(&outer);
      assignPattern(clause.pattern, value, inner, clause.iterable->span);
      if (clause.condition) {
        Value condition = evaluate(*clause.condition, inner);
        if (!condition.isUnknown() && !truth(condition, clause.condition->span))
          continue;
        isOpen |= condition.isUnknown();
      }
      expand(clauseIndex + 1, inner);
    }
  };
  expand(0, scope);
  return isOpen ? Value(Unknown{}) : Value(std::move(result));
}

Value Evaluator::fstring(const FStringExpr &expr, Scope &scope) {
  std::string result;
  bool isOpen = false;
  for (const auto &piece : expr.pieces) {
    result += piece.text;
    if (!piece.expr)
      continue;
    Value value = evaluate(*piece.expr, scope);
    if (value.isUnknown() || isDynamic(value))
      isOpen = true;
    else
      result += formatValue(value, piece.format, piece.expr->span);
  }
  return isOpen ? Value(Unknown{}) : Value(std::move(result));
}

Value Evaluator::pipe(const BinaryExpr &expr, Scope &scope) {
  Value left = evaluate(*expr.left, scope);
  // x |> f(a) is x.f(a) for data, f(x, a) otherwise.
  auto *stage = as<CallExpr>(expr.right.get());
  auto *stageName = as<NameExpr>(stage ? stage->callee.get() : expr.right.get());
  if (left.object() && stageName)
    return left.object()->call(*this, stageName->name, stage ? arguments(stage->arguments, scope) : Arguments{}, expr.right->span);
  if (left.isUnknown())
    return left;
  Value callee = evaluate(stage ? *stage->callee : *expr.right, scope);
  if (!callee.callable())
    fail(Diagnostic("E0312", "`|>` needs a function on its right", expr.right->span, typeText(callee)));
  Arguments all{{"", left, expr.left->span}};
  if (stage)
    for (auto &argument : arguments(stage->arguments, scope))
      all.push_back(std::move(argument));
  return call(*callee.callable(), std::move(all), expr.span);
}

Value Evaluator::member(const MemberExpr &expr, Scope &scope) {
  Value base = evaluate(*expr.base, scope);
  const std::string &member = expr.member.text;
  if (base.isUnknown())
    return base;
  if (Object *object = base.object())
    return object->member(*this, member, expr.member.span);
  if (auto *tuple = base.tuple()) {
    auto found = std::find(tuple->names.begin(), tuple->names.end(), member);
    if (found != tuple->names.end())
      return tuple->items[found - tuple->names.begin()];
  }
  if (auto *callable = base.callable(); callable && callable->decl) {
    if (checking_ || !host_)
      return Unknown{};
    if (stager_)
      stager_->readsVariable();
    return host_->member(*this, *callable, member, expr.member.span);
  }
  if (member == "T" && asTensor(base))
    return Builtins::call(*this, "transpose", {{"", base, expr.base->span}}, expr.span);
  if (member == "shape") {
    if (auto tensor = asTensor(base)) {
      List shape;
      for (int64_t d : tensor->shape)
        shape.items.push_back(d);
      return shape;
    }
  }
  Diagnostic error("E0311", typeText(base) + " has no member `" + member + "`", expr.member.span);
  if (asTensor(base))
    error.withHelp("there are `shape` and `T`");
  fail(std::move(error));
}

Value Evaluator::index(const IndexExpr &expr, Scope &scope) {
  auto at = [&](const Value &base) { return base.callable() ? withStatics(*base.callable(), expr, scope) : subscripts(base, expr, scope); };
  // What has a name stays where it is: a register, which each of its gates mentions, is long to copy.
  if (auto *name = as<NameExpr>(expr.base.get()))
    if (Scope::Binding *binding = scope.find(name->name); binding && !binding->moved)
      return at(binding->value);
  return at(evaluate(*expr.base, scope));
}

} // namespace qml
