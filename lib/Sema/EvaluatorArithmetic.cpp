// SPDX-License-Identifier: Apache-2.0
//
// Arithmetic and comparisons on all kinds of values: whole numbers stay whole as in Python, tensors broadcast, observables add
// and multiply, run-time values go to the stager.

#include "qml/Sema/Evaluator.h"

#include "qml/Classical/TensorOps.h"

#include <algorithm>
#include <cmath>

namespace qml {

using Op = ast::BinaryOp;

static const char *symbolOf(Op op) {
  switch (op) {
  case Op::Add: return "+";
  case Op::Sub: return "-";
  case Op::Mul: return "*";
  case Op::Div: return "/";
  case Op::FloorDiv: return "//";
  case Op::Mod: return "%";
  case Op::Pow: return "**";
  case Op::MatMul: return "@";
  case Op::Xor: return "^";
  case Op::Eq: return "==";
  case Op::Ne: return "!=";
  case Op::Lt: return "<";
  case Op::Gt: return ">";
  case Op::Le: return "<=";
  case Op::Ge: return ">=";
  case Op::And: return "and";
  case Op::Or: return "or";
  case Op::Pipe: return "|>";
  }
  return "";
}

static qml::BinaryOp arrayOp(Op op) {
  switch (op) {
  case Op::Add: return qml::BinaryOp::Add;
  case Op::Sub: return qml::BinaryOp::Sub;
  case Op::Mul: return qml::BinaryOp::Mul;
  case Op::Div: return qml::BinaryOp::Div;
  case Op::FloorDiv: return qml::BinaryOp::FloorDiv;
  case Op::Mod: return qml::BinaryOp::Mod;
  case Op::Eq: return qml::BinaryOp::Eq;
  case Op::Ne: return qml::BinaryOp::Ne;
  case Op::Lt: return qml::BinaryOp::Lt;
  case Op::Gt: return qml::BinaryOp::Gt;
  case Op::Le: return qml::BinaryOp::Le;
  case Op::Ge: return qml::BinaryOp::Ge;
  default: return qml::BinaryOp::Pow;
  }
}

/// Numbers and arrays known now, with NumPy's broadcasting.
static Value arrays(Op op, const Tensor &a, const Tensor &b, Span span) {
  if (a.isScalar() && b.isScalar())
    return apply(arrayOp(op), a.values[0], b.values[0]);
  auto result = elementwise(arrayOp(op), a, b);
  if (!result) {
    Diagnostic error = result.takeError();
    error.span = span;
    throw Failure{std::move(error)};
  }
  return *result;
}

bool Evaluator::truth(const Value &value, Span span) {
  if (auto number = asNumber(value))
    return *number != 0;
  if (auto *bits = value.get<Bits>())
    return bits->text.find('1') != std::string::npos;
  if (value.get<Dynamic>())
    fail(Diagnostic("E0119", "a condition must be known at compile time here", span, "known only at run time")
             .withHelp("`a if condition else b` chooses between numbers at run time"));
  fail(Diagnostic("E0115", "a condition is true or false, this is " + typeText(value), span));
}

int64_t Evaluator::integer(const Value &value, Span span, const char *what) {
  if (auto *v = value.get<int64_t>())
    return *v;
  if (auto *v = value.get<bool>())
    return *v;
  if (auto *v = value.get<double>(); v && *v == std::floor(*v) && std::abs(*v) < 1e15)
    return int64_t(*v);
  if (value.get<Dynamic>())
    fail(Diagnostic("E0119", std::string(what) + " must be known at compile time", span, "known only at run time"));
  fail(Diagnostic("E0116", std::string(what) + " must be a whole number, this is " + typeText(value), span));
}

Value Evaluator::unary(ast::UnaryOp op, const Value &operand, Span span) {
  if (operand.isUnknown())
    return operand;
  if (op == ast::UnaryOp::Not)
    return !truth(operand, span);
  if (op == ast::UnaryOp::Plus)
    return operand;
  if (auto *v = operand.get<int64_t>())
    return integerArithmetic(Op::Sub, 0, *v, span);
  if (auto number = asNumber(operand))
    return -*number;
  if (auto *v = operand.get<SymInt>())
    return SymInt(0) - *v;
  if (operand.get<Dynamic>())
    return elementwise(TensorOp::Neg, {operand}, span);
  return binary(Op::Mul, Value(-1.0), operand, span);
}

Value Evaluator::integerArithmetic(Op op, int64_t a, int64_t b, Span span) {
  int64_t result = 0;
  bool overflow = false;
  switch (op) {
  case Op::Add: overflow = __builtin_add_overflow(a, b, &result); break;
  case Op::Sub: overflow = __builtin_sub_overflow(a, b, &result); break;
  case Op::Mul: overflow = __builtin_mul_overflow(a, b, &result); break;
  case Op::Xor: return a ^ b;
  case Op::FloorDiv: case Op::Mod:
    if (b == 0)
      fail(Diagnostic("E0117", "division by zero", span));
    if (b == -1)
      return op == Op::Mod ? Value(0) : integerArithmetic(Op::Sub, 0, a, span);
    result = a / b - ((a % b != 0) && ((a < 0) != (b < 0)));
    return op == Op::FloorDiv ? result : a - result * b;
  case Op::Pow:
    if (b < 0)
      return std::pow(double(a), double(b));
    result = 1;
    for (int64_t base = a, n = b; n > 0 && !overflow; n >>= 1) {
      if (n & 1)
        overflow = __builtin_mul_overflow(result, base, &result);
      if (n > 1)
        overflow |= __builtin_mul_overflow(base, base, &base);
    }
    break;
  default: break;
  }
  if (overflow)
    fail(Diagnostic("E0117", std::string("the result of `") + symbolOf(op) + "` is too large for a whole number", span)
             .withHelp("use floats: write one side with a point"));
  return result;
}

Value Evaluator::compare(Op op, const Value &left, const Value &right, Span span) {
  bool equality = op == Op::Eq || op == Op::Ne;
  auto order = [&](auto a, auto b) -> Value {
    switch (op) {
    case Op::Eq: return a == b;
    case Op::Ne: return a != b;
    case Op::Lt: return a < b;
    case Op::Gt: return a > b;
    case Op::Le: return a <= b;
    default: return a >= b;
    }
  };
  if (left.get<QubitRef>() && equality) {
    // q == 5: the value a control looks for.
    Tuple condition;
    condition.items = {left, right};
    condition.names = {"qubits", "value"};
    if (op == Op::Ne)
      fail(Diagnostic("E0206", "a control tests for one value", span).withHelp("write `q == value`"));
    return condition;
  }
  auto a = asNumber(left), b = asNumber(right);
  if (a && b)
    return order(*a, *b);
  if (left.get<std::string>() && right.get<std::string>())
    return order(*left.get<std::string>(), *right.get<std::string>());
  if (left.get<Bits>() && right.get<Bits>())
    return order(left.get<Bits>()->text, right.get<Bits>()->text);
  if (left.get<Bits>() && right.get<int64_t>()) {
    int64_t number = 0;
    for (char c : left.get<Bits>()->text)
      number = 2 * number + (c - '0');
    return order(number, *right.get<int64_t>());
  }
  if (left.get<SymInt>() || right.get<SymInt>())
    return Unknown{};
  if (isDynamic(left) || isDynamic(right)) {
    TensorOp staged = op == Op::Eq ? TensorOp::Equal : op == Op::Ne ? TensorOp::NotEqual : op == Op::Lt ? TensorOp::Less
                      : op == Op::Gt ? TensorOp::Greater : op == Op::Le ? TensorOp::LessEqual : TensorOp::GreaterEqual;
    return elementwise(staged, {left, right}, span);
  }
  if (equality) {
    if (left.callable() && right.callable())
      return (valueKey(left) == valueKey(right)) == (op == Op::Eq);
    auto x = asTensor(left), y = asTensor(right);
    if (x && y && (left.list() || right.list() || left.tuple() || right.tuple()))
      return (*x == *y) == (op == Op::Eq);
  }
  auto x = asTensor(left), y = asTensor(right);
  if (x && y) {
    return arrays(op, *x, *y, span);
  }
  fail(Diagnostic("E0104", std::string("`") + symbolOf(op) + "` can't compare " + typeText(left) + " with " + typeText(right), span));
}

/// a * b of Pauli sums on one set of wires, which must be disjoint factor by factor.
static ObservableValue tensorProduct(Evaluator &evaluator, const ObservableValue &a, const ObservableValue &b, Span span) {
  ObservableValue result;
  result.onQubits = a.onQubits || b.onQubits;
  result.numWires = std::max(a.numWires, b.numWires);
  for (const PauliTerm &x : a.sum.terms) {
    for (const PauliTerm &y : b.sum.terms) {
      PauliTerm term = x;
      term.coefficient *= y.coefficient;
      term.factors.insert(term.factors.end(), y.factors.begin(), y.factors.end());
      std::sort(term.factors.begin(), term.factors.end());
      for (size_t i = 0; i + 1 < term.factors.size(); ++i)
        if (term.factors[i].first == term.factors[i + 1].first)
          evaluator.fail(Diagnostic("E0118", "two factors of this product act on one wire", span)
                             .withHelp("`@` joins observables of different wires"));
      result.sum.terms.push_back(std::move(term));
    }
  }
  return result;
}

static ObservableValue scaled(ObservableValue observable, double factor) {
  for (PauliTerm &term : observable.sum.terms)
    term.coefficient *= factor;
  return observable;
}

/// The sum with equal strings merged.
static ObservableValue sum(const ObservableValue &a, const ObservableValue &b) {
  ObservableValue result = a;
  result.onQubits |= b.onQubits;
  result.numWires = std::max(a.numWires, b.numWires);
  for (const PauliTerm &term : b.sum.terms) {
    auto same = std::find_if(result.sum.terms.begin(), result.sum.terms.end(),
                             [&](const PauliTerm &t) { return t.factors == term.factors; });
    if (same != result.sum.terms.end())
      same->coefficient += term.coefficient;
    else
      result.sum.terms.push_back(term);
  }
  return result;
}

static std::optional<ObservableValue> asObservable(const Value &value) {
  if (auto *observable = value.observable())
    return *observable;
  if (auto number = asNumber(value)) { // a multiple of the identity
    ObservableValue identity;
    identity.sum.terms.push_back({*number, {}});
    return identity;
  }
  if (auto *callable = value.callable(); callable && callable->row && callable->row->kind == GateKind::Identity) {
    ObservableValue identity;
    identity.sum.terms.push_back({1, {}});
    return identity;
  }
  return std::nullopt;
}

Value Evaluator::matmul(const Value &left, const Value &right, Span span) {
  if (isDynamic(left) || isDynamic(right)) {
    Dynamic a = asDynamic(left, span), b = asDynamic(right, span);
    if (a.shape.empty() || b.shape.empty() || a.shape.size() > 2 || b.shape.size() > 2)
      fail(Diagnostic("E0103", "`@` multiplies vectors and matrices, not " + typeText(Value(a)) + " and " + typeText(Value(b)), span));
    if (a.shape.back().surelyDifferent(b.shape[0]))
      fail(Diagnostic("E0103", "`@` needs " + a.shape.back().text() + " rows on the right, found " + b.shape[0].text(), span,
                      typeText(Value(a)) + " @ " + typeText(Value(b))));
    Dynamic result;
    result.shape.assign(a.shape.begin(), a.shape.end() - 1);
    result.shape.insert(result.shape.end(), b.shape.begin() + 1, b.shape.end());
    if (stager_ && a.handle && b.handle) {
      std::vector<int64_t> shape;
      for (const SymInt &d : result.shape)
        shape.push_back(*d.constant());
      result.handle = stager_->tensorOp(TensorOp::MatMul, {a.handle, b.handle}, shape, {}, span);
    }
    return result;
  }
  auto a = asTensor(left), b = asTensor(right);
  if (!a || !b)
    fail(Diagnostic("E0104", "`@` can't join " + typeText(left) + " and " + typeText(right), span));
  auto result = qml::matmul(*a, *b);
  if (!result)
    fail(Diagnostic("E0103", result.error().message, span));
  return *result;
}

Value Evaluator::binary(Op op, const Value &left, const Value &right, Span span) {
  if (op >= Op::Eq && op <= Op::Ge) {
    if (left.isUnknown() || right.isUnknown())
      return left.get<QubitRef>() ? compare(Op::Eq, left, right, span) : Value(Unknown{});
    return compare(op, left, right, span);
  }
  if (left.isUnknown() || right.isUnknown())
    return Unknown{};
  for (const Value *side : {&left, &right})
    if (auto *object = side->object())
      if (auto result = object->arithmetic(*this, op, left, right, span))
        return *result;
  auto *a = left.get<int64_t>(), *b = right.get<int64_t>();
  if (a && b && op != Op::Div && op != Op::MatMul)
    return integerArithmetic(op, *a, *b, span);
  if (left.observable() || right.observable()) {
    auto x = asObservable(left), y = asObservable(right);
    if (op == Op::Div && left.observable() && asNumber(right))
      return scaled(*x, 1 / *asNumber(right));
    if (x && y && op == Op::Add)
      return sum(*x, *y);
    if (x && y && op == Op::Sub)
      return sum(*x, scaled(*y, -1));
    if (x && y && op == Op::MatMul)
      return tensorProduct(*this, *x, *y, span);
    if (op == Op::Mul && (asNumber(left) || asNumber(right)))
      return asNumber(left) ? scaled(*y, *asNumber(left)) : scaled(*x, *asNumber(right));
    if (isDynamic(left) || isDynamic(right))
      fail(Diagnostic("E0303", "coefficients known only at run time are not supported yet", span));
    fail(Diagnostic("E0104", std::string("`") + symbolOf(op) + "` can't join " + typeText(left) + " and " + typeText(right), span)
             .withHelp("observables are built with + - * and `@` for products on different wires"));
  }
  // 0.5 * I
  if (auto y = asObservable(right); y && asNumber(left) && right.callable() && op == Op::Mul)
    return scaled(*y, *asNumber(left));
  if (op == Op::MatMul)
    return matmul(left, right, span);
  if (left.get<SymInt>() || right.get<SymInt>()) {
    auto symbolic = [](const Value &v) { return v.get<SymInt>() ? std::optional(*v.get<SymInt>()) : v.get<int64_t>() ? std::optional(SymInt(*v.get<int64_t>())) : std::nullopt; };
    auto x = symbolic(left), y = symbolic(right);
    if (!x || !y)
      return Unknown{};
    switch (op) {
    case Op::Add: return *x + *y;
    case Op::Sub: return *x - *y;
    case Op::Mul: return *x * *y;
    case Op::FloorDiv: return x->floorDiv(*y);
    case Op::Mod: return x->mod(*y);
    case Op::Pow: return x->pow(*y);
    default: return Unknown{};
    }
  }
  if (left.get<std::string>() && right.get<std::string>() && op == Op::Add)
    return *left.get<std::string>() + *right.get<std::string>();
  if (left.list() && right.list() && op == Op::Add && (!asTensor(left) || !asTensor(right))) {
    List joined = *left.list();
    joined.items.insert(joined.items.end(), right.list()->items.begin(), right.list()->items.end());
    return joined;
  }
  if (isDynamic(left) || isDynamic(right)) {
    switch (op) {
    case Op::Add: return elementwise(TensorOp::Add, {left, right}, span);
    case Op::Sub: return elementwise(TensorOp::Sub, {left, right}, span);
    case Op::Mul: return elementwise(TensorOp::Mul, {left, right}, span);
    case Op::Div: return elementwise(TensorOp::Div, {left, right}, span);
    case Op::Pow: return elementwise(TensorOp::Pow, {left, right}, span);
    default:
      fail(Diagnostic("E0303", std::string("`") + symbolOf(op) + "` of run-time values is not supported yet", span));
    }
  }
  auto x = asTensor(left), y = asTensor(right);
  if (!x || !y) {
    Diagnostic error(
        "E0104", std::string("`") + symbolOf(op) + "` can't join " + typeText(left) + " and " + typeText(right), span);
    if (left.get<std::string>() || right.get<std::string>())
      error.withHelp("values are put into a text in braces: f\"{value}\"");
    fail(std::move(error));
  }
  if (op == Op::Xor)
    fail(Diagnostic("E0104", "`^` joins the bits of whole numbers, not " + typeText(left) + " and " + typeText(right), span)
             .withHelp("powers are written `**`"));
  if (y->isScalar() && y->values[0] == 0 && (op == Op::Div || op == Op::FloorDiv || op == Op::Mod))
    fail(Diagnostic("E0117", "division by zero", span));
  return arrays(op, *x, *y, span);
}

} // namespace qml
