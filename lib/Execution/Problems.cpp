// SPDX-License-Identifier: Apache-2.0
//
// Optimisation problems: the objective is evaluated over polynomials, then solved exactly, by annealing, or handed to circuits as an
// observable.

#include "Training.h"

#include "qml/Classical/IsingSolvers.h"

#include <cmath>

namespace qml {

using namespace ast;

Value PolynomialValue::member(Evaluator &evaluator, const std::string &name, Span span) { noMember(evaluator, *this, name, {}, span); }

std::optional<Value> PolynomialValue::arithmetic(Evaluator &evaluator, BinaryOp op, const Value &left, const Value &right, Span span) {
  auto as = [&](const Value &value) -> std::optional<Polynomial> {
    if (auto *p = value.objectAs<PolynomialValue>())
      return p->polynomial;
    if (auto number = asNumber(value))
      return Polynomial::constant(polynomial.kind(), *number);
    return std::nullopt;
  };
  auto a = as(left), b = as(right);
  if (!a || !b)
    return std::nullopt;
  auto wrap = [](Polynomial p) { return Value(std::make_shared<PolynomialValue>(std::move(p))); };
  switch (op) {
  case BinaryOp::Add: a->add(*b); return wrap(*a);
  case BinaryOp::Sub: a->add(*b, -1); return wrap(*a);
  case BinaryOp::Mul: return wrap(orThrow(a->times(*b), span));
  case BinaryOp::Div:
    if (auto number = asNumber(right); number && *number != 0)
      return wrap(orThrow(a->times(Polynomial::constant(polynomial.kind(), 1 / *number)), span));
    return std::nullopt;
  case BinaryOp::Pow: {
    auto power = asNumber(right);
    if (!power || *power < 0 || *power != std::floor(*power) || *power > 64)
      return std::nullopt;
    Polynomial result = Polynomial::constant(polynomial.kind(), 1);
    for (int i = 0; i < int(*power); ++i)
      result = orThrow(result.times(*a), span);
    return wrap(result);
  }
  default: evaluator.fail(Diagnostic("E0104", "a problem's objective is built with + - * and powers", span));
  }
}

/// A tensor of variables as nested lists, counting up from `next`.
static Value variables(VariableKind kind, const std::vector<int64_t> &sizes, size_t axis, int &next) {
  if (axis == sizes.size())
    return std::make_shared<PolynomialValue>(Polynomial::variable(kind, next++));
  List list;
  for (int64_t i = 0; i < sizes[axis]; ++i)
    list.items.push_back(variables(kind, sizes, axis + 1, next));
  return list;
}

Value Session::problem(Evaluator &, const ProblemDecl &decl, const Callable &callee, Arguments arguments, Span span) {
  bool plain = decl.signature.params.empty() && callee.statics.empty();
  if (auto found = problems_.find(&decl); plain && found != problems_.end())
    return found->second;
  Scope scope(&evaluator_.globals());
  evaluator_.bind(decl.signature, callee, arguments, scope, span);
  if (!decl.objective)
    evaluator_.fail(Diagnostic("E0317", "problem `" + decl.name.text + "` has no objective", decl.name.span).withHelp("add `minimize …` or `maximize …`"));
  if (decl.variables.empty())
    evaluator_.fail(Diagnostic("E0317", "problem `" + decl.name.text + "` has no variables", decl.name.span).withHelp("add `binary x[4]`"));
  VariableKind kind = decl.variables[0].spin ? VariableKind::Spin : VariableKind::Binary;
  constexpr int64_t maxVariables = 100'000;
  int next = 0;
  std::vector<std::pair<std::string, std::vector<int64_t>>> names;
  for (const auto &variable : decl.variables) {
    if (variable.spin != decl.variables[0].spin)
      evaluator_.fail(Diagnostic("E0303", "mixing binary and spin variables is not supported yet", variable.name.span));
    std::vector<int64_t> sizes;
    int64_t count = 1;
    for (const ExprPtr &size : variable.sizes) {
      sizes.push_back(evaluator_.integer(evaluator_.evaluate(*size, scope), size->span, "a size"));
      if (sizes.back() < 1 || sizes.back() > maxVariables / count) // the product might overflow
        evaluator_.fail(Diagnostic("E0317", "a problem has 1 to " + std::to_string(maxVariables) + " variables", size->span));
      count *= sizes.back();
    }
    scope.define(variable.name.text, variables(kind, sizes, 0, next), variable.name.span);
    names.emplace_back(variable.name.text, sizes);
  }
  for (const auto &let : decl.lets)
    for (size_t i = 0; i < let.values.size(); ++i)
      evaluator_.assignPattern({let.names[std::min(i, let.names.size() - 1)]}, evaluator_.evaluate(*let.values[i], scope), scope, let.values[i]->span);
  auto polynomialOf = [&](const Expr &expr) {
    Value value = evaluator_.evaluate(expr, scope);
    if (auto *p = value.objectAs<PolynomialValue>())
      return p->polynomial;
    if (auto number = asNumber(value))
      return Polynomial::constant(kind, *number);
    evaluator_.fail(Diagnostic("E0317", "expected an expression of the problem's variables, this is " + typeText(value), expr.span));
  };
  IsingProblem problem(kind, next, polynomialOf(*decl.objective), decl.maximize);
  for (const auto &constraint : decl.constraints) {
    auto *comparison = as<BinaryExpr>(constraint.condition.get());
    Relation relation;
    if (comparison && comparison->op == BinaryOp::Eq)
      relation = Relation::Equal;
    else if (comparison && comparison->op == BinaryOp::Le)
      relation = Relation::AtMost;
    else if (comparison && comparison->op == BinaryOp::Ge)
      relation = Relation::AtLeast;
    else
      evaluator_.fail(Diagnostic("E0317", "a constraint compares with ==, <= or >=", constraint.condition->span));
    auto bound = asNumber(evaluator_.evaluate(*comparison->right, scope));
    if (!bound)
      evaluator_.fail(Diagnostic("E0317", "the right side of a constraint is a number", comparison->right->span));
    double penalty = 1;
    if (constraint.penalty) {
      auto number = asNumber(evaluator_.evaluate(*constraint.penalty, scope));
      if (!number)
        evaluator_.fail(Diagnostic("E0317", "a penalty is a number", constraint.penalty->span));
      penalty = *number;
    }
    orThrow(problem.subjectTo(polynomialOf(*comparison->left), relation, *bound, penalty), constraint.condition->span);
  }
  Value result = std::make_shared<ProblemValue>(decl.name.text, std::move(problem), std::move(names));
  if (plain)
    problems_[&decl] = result;
  return result;
}

std::map<std::string, Value> ProblemValue::assignmentMembers(const Assignment &assignment) const {
  std::map<std::string, Value> members;
  size_t at = 0;
  for (auto &[name, sizes] : variables_) {
    int64_t count = 1;
    for (int64_t size : sizes)
      count *= size;
    std::vector<Value> flat;
    for (int64_t i = 0; i < count; ++i)
      flat.push_back(int64_t(assignment[at++]));
    // Whole numbers, nested as declared.
    for (size_t axis = sizes.size(); axis-- > 1;) {
      std::vector<Value> grouped;
      for (size_t i = 0; i < flat.size(); i += sizes[axis])
        grouped.push_back(List{std::vector<Value>(flat.begin() + i, flat.begin() + i + sizes[axis])});
      flat = std::move(grouped);
    }
    members[name] = List{flat};
  }
  return members;
}

Value ProblemValue::member(Evaluator &evaluator, const std::string &name, Span span) {
  if (name == "ising") {
    ObservableValue observable;
    observable.sum = orThrow(problem_.ising(), span);
    observable.numWires = problem_.numVariables();
    return observable;
  }
  if (name == "size")
    return problem_.numVariables();
  noMember(evaluator, *this, name, {"ising", "size", "value()", "decode()", "solve()"}, span);
}

Value ProblemValue::call(Evaluator &evaluator, const std::string &method, Arguments arguments, Span span) {
  if (arguments.empty())
    evaluator.fail(Diagnostic("E0106", "`" + method + "` needs an argument", span));
  const Value &first = arguments[0].value;
  if (method == "value") {
    if (auto energy = asNumber(first))
      return problem_.valueOfEnergy(*energy);
    evaluator.fail(Diagnostic("E0116", "`value` takes an energy, this is " + typeText(first), span));
  }
  if (method == "decode") {
    std::string bits = first.get<std::string>() ? *first.get<std::string>() : first.get<Bits>() ? first.get<Bits>()->text : "";
    if (bits.size() != size_t(problem_.numVariables()) || bits.find_first_not_of("01") != std::string::npos)
      evaluator.fail(Diagnostic("E0116", "`decode` takes a text of " + std::to_string(problem_.numVariables()) + " bits", span));
    std::vector<uint8_t> numbers;
    for (char c : bits)
      numbers.push_back(c - '0');
    Assignment assignment = problem_.decode(numbers);
    auto members = assignmentMembers(assignment);
    members["value"] = problem_.value(assignment);
    members["feasible"] = problem_.feasible(assignment);
    return std::make_shared<Record>("solution", std::move(members));
  }
  if (method == "solve") {
    onlyNamed(evaluator, arguments, method, {"solver", "seed"});
    auto *solver = first.objectAs<OptimizerSpec>();
    if (!solver || (solver->name != "exact" && solver->name != "simulated_annealing"))
      evaluator.fail(Diagnostic("E0303", "this solver is not supported yet", arguments[0].span).withHelp("there are exact() and simulated_annealing(reads, sweeps, seed)"));
    auto option = [&](const std::string &key, int64_t otherwise) { return wholeOption(evaluator, *solver, key, otherwise, arguments[0].span); };
    const Value *given = findArgument(arguments, "seed");
    int64_t seed = given ? evaluator.integer(*given, span, "`seed`") : option("seed", 0);
    if (seed < 0)
      evaluator.fail(Diagnostic("E0116", "`seed` can't be negative", span));
    AnnealingOptions options;
    options.reads = option("reads", options.reads);
    options.sweeps = option("sweeps", options.sweeps);
    options.seed = uint64_t(seed);
    IsingSolution solution = orThrow(solver->name == "exact" ? solveExactly(problem_) : simulatedAnnealing(problem_, options), span);
    auto members = assignmentMembers(solution.assignment);
    members["value"] = solution.value;
    members["energy"] = solution.energy;
    members["feasible"] = solution.feasible;
    return std::make_shared<Record>("solution", std::move(members));
  }
  noMember(evaluator, *this, method, {"value", "decode", "solve"}, span);
}

} // namespace qml
