// SPDX-License-Identifier: Apache-2.0
//
// The built-in functions that need no host. Each works on values known now and, where it makes sense, on run-time values.

#include "qml/Sema/Evaluator.h"

#include "qml/Classical/TensorOps.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>

namespace qml {

namespace {

using Function = Value (*)(Evaluator &, const Arguments &, Span);

[[noreturn]] void wrong(Evaluator &evaluator, const std::string &message, Span span) { evaluator.fail(Diagnostic("E0106", message, span)); }

Tensor tensorOf(Evaluator &evaluator, const Argument &argument) {
  auto tensor = asTensor(argument.value);
  if (!tensor)
    evaluator.fail(Diagnostic("E0116", "expected a number or tensor, this is " + typeText(argument.value), argument.span));
  return *tensor;
}

Tensor take(Expected<Tensor> result, Span span) {
  if (result)
    return std::move(*result);
  Diagnostic error = result.takeError();
  error.span = span;
  throw Failure{std::move(error)};
}

std::optional<int64_t> axisOf(Evaluator &evaluator, const Arguments &args) {
  const Value *axis = findArgument(args, "axis");
  return axis ? std::optional(evaluator.integer(*axis, args.back().span, "an axis")) : std::nullopt;
}

/// A function of one number, applied element by element.
template <UnaryOp Op, int Staged> Value map1(Evaluator &evaluator, const Arguments &args, Span span) {
  if (args.size() != 1)
    wrong(evaluator, "this function takes one argument, found " + std::to_string(args.size()), span);
  if (isDynamic(args[0].value)) {
    if constexpr (Staged >= 0)
      return evaluator.elementwise(TensorOp(Staged), {args[0].value}, span);
    else
      evaluator.fail(Diagnostic("E0303", "this function of a run-time value is not supported yet", span));
  }
  return map(Op, tensorOf(evaluator, args[0]));
}

/// A reduction: over all elements, along `axis`, or of several arguments (max(a, b)).
template <Reduction Op, int Staged> Value reduce1(Evaluator &evaluator, const Arguments &args, Span span) {
  if (args.empty())
    wrong(evaluator, "this function needs an argument", span);
  if (isDynamic(args[0].value) || (args.size() > 1 && args[1].name.empty() && isDynamic(args[1].value))) {
    if (args.size() == 2 && args[1].name.empty() && (Op == Reduction::Min || Op == Reduction::Max))
      return evaluator.elementwise(Op == Reduction::Min ? TensorOp::Min : TensorOp::Max, {args[0].value, args[1].value}, span);
    if constexpr (Staged >= 0) {
      if (args.size() != 1)
        evaluator.fail(Diagnostic("E0303", "reducing run-time values along an axis is not supported yet", span));
      Value sum = evaluator.reduceDynamic(TensorOp(Staged), args[0].value, span);
      if (Op != Reduction::Mean)
        return sum;
      return evaluator.binary(ast::BinaryOp::Div, sum, Value(evaluator.countOf(args[0].value, span)), span);
    } else {
      evaluator.fail(Diagnostic("E0303", "this function of a run-time value is not supported yet", span));
    }
  }
  if (args.size() > 1 && args[1].name.empty()) {
    List all;
    for (const Argument &argument : args)
      all.items.push_back(argument.value);
    auto stacked = asTensor(Value(all));
    if (!stacked)
      evaluator.fail(Diagnostic("E0103", "the arguments have different shapes", span));
    bool whole = std::all_of(args.begin(), args.end(), [](const Argument &a) { return a.value.get<int64_t>(); });
    Value result = take(reduce(Op, *stacked, 0), span);
    return whole && (Op == Reduction::Min || Op == Reduction::Max) ? Value(int64_t(*asNumber(result))) : result;
  }
  if (auto *list = args[0].value.list()) {
    // Lists of anything that adds: observables, polynomials, whole numbers.
    bool numbers = asTensor(args[0].value).has_value();
    bool whole = std::all_of(list->items.begin(), list->items.end(), [](const Value &v) { return v.get<int64_t>() || v.get<bool>(); });
    if (Op == Reduction::Sum && (!numbers || whole) && !list->items.empty()) {
      Value sum = list->items[0].get<bool>() ? Value(int64_t(*list->items[0].get<bool>())) : list->items[0];
      for (size_t i = 1; i < list->items.size(); ++i) {
        const Value &item = list->items[i];
        sum = evaluator.binary(ast::BinaryOp::Add, sum, item.get<bool>() ? Value(int64_t(*item.get<bool>())) : item, span);
      }
      return sum;
    }
    if (whole && !list->items.empty() && (Op == Reduction::Min || Op == Reduction::Max))
      return int64_t(*asNumber(Value(take(reduce(Op, tensorOf(evaluator, args[0])), span))));
  }
  if (args[0].value.object())
    if (auto sum = args[0].value.object()->arithmetic(evaluator, ast::BinaryOp::Add, args[0].value, Value(0), span); sum && Op == Reduction::Sum)
      return *sum;
  Tensor tensor = tensorOf(evaluator, args[0]);
  Value result = take(reduce(Op, tensor, axisOf(evaluator, args)), span);
  if ((Op == Reduction::Argmax || Op == Reduction::Argmin) && asNumber(result))
    return int64_t(*asNumber(result));
  return result;
}

Value range(Evaluator &evaluator, const Arguments &args, Span span) {
  if (args.empty() || args.size() > 3)
    wrong(evaluator, "`range` takes one to three whole numbers", span);
  for (const Argument &argument : args)
    if (argument.value.get<SymInt>()) {
      Tuple symbolic;
      bool fromZero = args.size() == 1;
      symbolic.items = {fromZero ? argument.value : Value(Unknown{})};
      symbolic.names = {"symbolic range"};
      return symbolic;
    }
  Range result;
  if (args.size() == 1) {
    result.stop = evaluator.integer(args[0].value, args[0].span, "a bound of `range`");
  } else {
    result.start = evaluator.integer(args[0].value, args[0].span, "a bound of `range`");
    result.stop = evaluator.integer(args[1].value, args[1].span, "a bound of `range`");
    if (args.size() == 3)
      result.step = evaluator.integer(args[2].value, args[2].span, "the step of `range`");
    if (result.step == 0)
      wrong(evaluator, "the step of `range` can't be 0", args[2].span);
  }
  return result;
}

Value len(Evaluator &evaluator, const Arguments &args, Span span) {
  if (args.size() != 1)
    wrong(evaluator, "`len` takes one argument", span);
  const Value &v = args[0].value;
  if (auto *qubits = v.get<QubitRef>())
    return qubits->size;
  if (auto *dynamic = v.get<Dynamic>(); dynamic && !dynamic->shape.empty())
    return dynamic->shape[0];
  if (auto *text = v.get<std::string>())
    return int64_t(text->size());
  if (auto *r = v.get<Range>())
    return r->size();
  return int64_t(evaluator.items(v, args[0].span).size());
}

/// Pairs of qubits of an entangling layer, as Qiskit names them.
Value pairs(Evaluator &evaluator, const Arguments &args, Span span) {
  const Value *kind = findArgument(args, "entanglement", 1);
  if (args.empty())
    wrong(evaluator, "`pairs` takes a number and a kind of entanglement", span);
  if (args[0].value.get<SymInt>() || (kind && kind->isUnknown()))
    return Unknown{};
  int64_t n = evaluator.integer(args[0].value, args[0].span, "the number of qubits");
  std::string name = kind && kind->get<std::string>() ? *kind->get<std::string>() : kind ? "" : "full";
  List result;
  auto add = [&](int64_t i, int64_t j) {
    Tuple pair;
    pair.items = {Value(i), Value(j)};
    result.items.push_back(pair);
  };
  if (name == "full") {
    for (int64_t i = 0; i < n; ++i)
      for (int64_t j = i + 1; j < n; ++j)
        add(i, j);
  } else if (name == "linear" || name == "circular") {
    if (name == "circular" && n > 2)
      add(n - 1, 0);
    for (int64_t i = 0; i + 1 < n; ++i)
      add(i, i + 1);
  } else if (name == "reverse_linear") {
    for (int64_t i = n - 2; i >= 0; --i)
      add(i, i + 1);
  } else {
    evaluator.fail(Diagnostic("E0315", "entanglement `" + name + "` is not known", span).withHelp("known are full, linear, circular and reverse_linear"));
  }
  return result;
}

Value zip(Evaluator &evaluator, const Arguments &args, Span span) {
  std::vector<std::vector<Value>> columns;
  size_t length = SIZE_MAX;
  for (const Argument &argument : args) {
    columns.push_back(evaluator.items(argument.value, argument.span));
    length = std::min(length, columns.back().size());
  }
  List result;
  for (size_t i = 0; i < length && !columns.empty(); ++i) {
    Tuple row;
    for (auto &column : columns)
      row.items.push_back(column[i]);
    result.items.push_back(row);
  }
  return result;
}

Value enumerate(Evaluator &evaluator, const Arguments &args, Span span) {
  if (args.size() != 1)
    wrong(evaluator, "`enumerate` takes one argument", span);
  List result;
  int64_t i = 0;
  for (const Value &item : evaluator.items(args[0].value, args[0].span)) {
    Tuple pair;
    pair.items = {Value(i++), item};
    result.items.push_back(pair);
  }
  return result;
}

Value reverse(Evaluator &evaluator, const Arguments &args, Span span) {
  if (args.size() != 1)
    wrong(evaluator, "`reverse` takes one argument", span);
  List result{evaluator.items(args[0].value, args[0].span)};
  std::reverse(result.items.begin(), result.items.end());
  return result;
}

Value toInt(Evaluator &evaluator, const Arguments &args, Span span) {
  if (args.size() != 1)
    wrong(evaluator, "`int` takes one argument", span);
  if (auto *bits = args[0].value.get<Bits>()) {
    int64_t number = 0;
    for (char c : bits->text)
      number = 2 * number + (c - '0');
    return number;
  }
  auto number = asNumber(args[0].value);
  if (!number || !std::isfinite(*number) || std::abs(*number) > 9e18)
    evaluator.fail(Diagnostic("E0116", "no whole number can be made of " + typeText(args[0].value), args[0].span));
  return int64_t(*number);
}

Value toFloat(Evaluator &evaluator, const Arguments &args, Span span) {
  if (args.size() != 1)
    wrong(evaluator, "`float` takes one argument", span);
  if (args[0].value.get<Dynamic>())
    return args[0].value;
  return tensorOf(evaluator, args[0]);
}

template <int Fill> Value filled(Evaluator &evaluator, const Arguments &args, Span span) {
  if (args.size() != 1)
    wrong(evaluator, "the shape is given as a list", span);
  std::vector<int64_t> shape;
  for (const Value &d : args[0].value.get<int64_t>() ? std::vector<Value>{args[0].value} : evaluator.items(args[0].value, args[0].span))
    shape.push_back(evaluator.integer(d, args[0].span, "a size"));
  return take(Tensor::full(shape, Fill), span);
}

Value linspace(Evaluator &evaluator, const Arguments &args, Span span) {
  if (args.size() != 3)
    wrong(evaluator, "`linspace` takes start, stop and the number of points", span);
  double start = tensorOf(evaluator, args[0]).values[0], stop = tensorOf(evaluator, args[1]).values[0];
  int64_t count = evaluator.integer(args[2].value, args[2].span, "the number of points");
  if (count < 1 || count > 100'000'000)
    wrong(evaluator, "the number of points must be positive", args[2].span);
  std::vector<double> values;
  for (int64_t i = 0; i < count; ++i)
    values.push_back(count == 1 ? start : start + (stop - start) * i / (count - 1));
  return Tensor::vector(std::move(values));
}

Value dot(Evaluator &evaluator, const Arguments &args, Span span) {
  if (args.size() != 2)
    wrong(evaluator, "`dot` takes two arguments", span);
  return evaluator.binary(ast::BinaryOp::MatMul, args[0].value, args[1].value, span);
}

Value transposed(Evaluator &evaluator, const Arguments &args, Span span) {
  if (args.size() != 1)
    wrong(evaluator, "`transpose` takes one argument", span);
  if (isDynamic(args[0].value))
    return evaluator.transposeDynamic(args[0].value, span);
  return transpose(tensorOf(evaluator, args[0]));
}

Value softmaxOf(Evaluator &evaluator, const Arguments &args, Span span) {
  if (args.size() != 1)
    wrong(evaluator, "`softmax` takes one argument", span);
  if (!isDynamic(args[0].value))
    return softmax(tensorOf(evaluator, args[0]));
  if (evaluator.asDynamic(args[0].value, span).shape.size() > 1)
    evaluator.fail(Diagnostic("E0303", "`softmax` of a run-time matrix is not supported yet", span).withHelp("take it row by row"));
  // Shifted by the maximum against overflow; the shift cancels in value and gradient.
  Value largest = evaluator.reduceDynamic(TensorOp::MaxAll, args[0].value, span);
  Value powers = evaluator.elementwise(TensorOp::Exp, {evaluator.elementwise(TensorOp::Sub, {args[0].value, largest}, span)}, span);
  return evaluator.elementwise(TensorOp::Div, {powers, evaluator.reduceDynamic(TensorOp::Sum, powers, span)}, span);
}

Value mse(Evaluator &evaluator, const Arguments &args, Span span) {
  if (args.size() != 2)
    wrong(evaluator, "`mse` takes prediction and target", span);
  Value difference = evaluator.binary(ast::BinaryOp::Sub, args[0].value, args[1].value, span);
  Value squared = evaluator.binary(ast::BinaryOp::Mul, difference, difference, span);
  return Builtins::call(evaluator, "mean", {{"", squared, span}}, span);
}

/// -log of the probability that `p` gives to class `y`.
Value crossEntropy(Evaluator &evaluator, const Arguments &args, Span span) {
  if (args.size() != 2)
    wrong(evaluator, "`cross_entropy` takes probabilities and a class", span);
  const Value &p = args[0].value, &y = args[1].value;
  if (!isDynamic(p) && !isDynamic(y)) {
    Tensor probabilities = tensorOf(evaluator, args[0]), classes = tensorOf(evaluator, args[1]);
    if (probabilities.rank() == 2 && classes.rank() == 1 && probabilities.shape[0] == classes.shape[0]) {
      double sum = 0;
      for (int64_t i = 0; i < classes.size(); ++i) {
        int64_t k = int64_t(classes.values[i]);
        if (k < 0 || k >= probabilities.shape[1])
          wrong(evaluator, "there is no class " + std::to_string(k), args[1].span);
        sum -= std::log(probabilities(i, k));
      }
      return sum / double(classes.size());
    }
  }
  Value picked = evaluator.indexValue(p, {y.get<double>() ? Value(evaluator.integer(y, args[1].span, "a class")) : y}, span);
  Arguments one{{"", picked, span}};
  return evaluator.binary(ast::BinaryOp::Mul, Value(-1.0), Builtins::call(evaluator, "log", one, span), span);
}

Value accuracy(Evaluator &evaluator, const Arguments &args, Span span) {
  if (args.size() != 2)
    wrong(evaluator, "`accuracy` takes prediction and target", span);
  Tensor a = tensorOf(evaluator, args[0]), b = tensorOf(evaluator, args[1]);
  if (a.size() != b.size() || a.size() == 0)
    evaluator.fail(Diagnostic("E0103", "prediction and target have different lengths", span));
  double right = 0;
  for (int64_t i = 0; i < a.size(); ++i)
    right += a.values[i] == b.values[i];
  return right / double(a.size());
}

Value bitLength(Evaluator &evaluator, const Arguments &args, Span span) {
  if (args.size() != 1)
    wrong(evaluator, "`bit_length` takes one whole number", span);
  int64_t v = evaluator.integer(args[0].value, args[0].span, "the argument");
  return int64_t(std::bit_width(uint64_t(v < 0 ? -v : v)));
}

Value gcd(Evaluator &evaluator, const Arguments &args, Span span) {
  if (args.size() != 2)
    wrong(evaluator, "`gcd` takes two whole numbers", span);
  return std::gcd(evaluator.integer(args[0].value, args[0].span, "the argument"), evaluator.integer(args[1].value, args[1].span, "the argument"));
}

Value concatenated(Evaluator &evaluator, const Arguments &args, Span span) {
  if (args.size() != 1)
    wrong(evaluator, "`concat` takes a list of tensors", span);
  std::vector<Tensor> parts;
  bool dynamic = false;
  for (const Value &item : evaluator.items(args[0].value, args[0].span)) {
    dynamic |= isDynamic(item);
    if (!dynamic)
      parts.push_back(tensorOf(evaluator, {"", item, args[0].span}));
  }
  if (dynamic)
    return evaluator.concatDynamic(evaluator.items(args[0].value, args[0].span), span);
  return take(concat(parts, 0), span);
}

Value normOf(Evaluator &evaluator, const Arguments &args, Span span) {
  if (args.empty())
    wrong(evaluator, "`norm` takes a tensor", span);
  if (isDynamic(args[0].value)) {
    if (args.size() != 1)
      evaluator.fail(Diagnostic("E0303", "reducing run-time values along an axis is not supported yet", span));
    Value squares = evaluator.elementwise(TensorOp::Mul, {args[0].value, args[0].value}, span);
    return evaluator.elementwise(TensorOp::Sqrt, {evaluator.reduceDynamic(TensorOp::Sum, squares, span)}, span);
  }
  return take(norm(tensorOf(evaluator, args[0]), axisOf(evaluator, args)), span);
}

Value toText(Evaluator &evaluator, const Arguments &args, Span span) {
  if (args.size() != 1)
    wrong(evaluator, "`string` takes one argument", span);
  return valueText(args[0].value);
}

const std::map<std::string, Function> &table() {
  using U = UnaryOp;
  using R = Reduction;
  static const std::map<std::string, Function> functions = {
      {"abs", map1<U::Abs, int(TensorOp::Abs)>}, {"sign", map1<U::Sign, int(TensorOp::Sign)>},
      {"exp", map1<U::Exp, int(TensorOp::Exp)>}, {"log", map1<U::Log, int(TensorOp::Log)>},
      {"log2", map1<U::Log2, -1>}, {"log10", map1<U::Log10, -1>},
      {"sqrt", map1<U::Sqrt, int(TensorOp::Sqrt)>}, {"sin", map1<U::Sin, int(TensorOp::Sin)>},
      {"cos", map1<U::Cos, int(TensorOp::Cos)>}, {"tan", map1<U::Tan, int(TensorOp::Tan)>},
      {"asin", map1<U::Asin, int(TensorOp::Asin)>}, {"acos", map1<U::Acos, int(TensorOp::Acos)>},
      {"atan", map1<U::Atan, int(TensorOp::Atan)>}, {"tanh", map1<U::Tanh, int(TensorOp::Tanh)>},
      {"sinh", map1<U::Sinh, -1>}, {"cosh", map1<U::Cosh, -1>},
      {"sigmoid", map1<U::Sigmoid, int(TensorOp::Sigmoid)>}, {"relu", map1<U::Relu, int(TensorOp::Relu)>},
      {"floor", map1<U::Floor, -1>}, {"ceil", map1<U::Ceil, -1>}, {"round", map1<U::Round, -1>},
      {"sum", reduce1<R::Sum, int(TensorOp::Sum)>}, {"mean", reduce1<R::Mean, int(TensorOp::Sum)>},
      {"prod", reduce1<R::Prod, int(TensorOp::Product)>}, {"max", reduce1<R::Max, int(TensorOp::MaxAll)>},
      {"min", reduce1<R::Min, int(TensorOp::MinAll)>}, {"argmax", reduce1<R::Argmax, -1>},
      {"argmin", reduce1<R::Argmin, -1>}, {"std", reduce1<R::Std, -1>}, {"var", reduce1<R::Var, -1>},
      {"range", range}, {"len", len}, {"pairs", pairs}, {"zip", zip}, {"enumerate", enumerate}, {"reverse", reverse},
      {"int", toInt}, {"float", toFloat}, {"string", toText}, {"zeros", filled<0>}, {"ones", filled<1>}, {"linspace", linspace},
      {"dot", dot}, {"transpose", transposed}, {"softmax", softmaxOf}, {"mse", mse}, {"cross_entropy", crossEntropy},
      {"accuracy", accuracy}, {"bit_length", bitLength}, {"gcd", gcd}, {"concat", concatenated}, {"norm", normOf},
  };
  return functions;
}

} // namespace

/// Built-ins that the evaluator handles itself, since they act on qubits or gates.
static const std::set<std::string> quantumNames = {"expval", "var", "probs", "sample", "counts", "state", "measure", "evolve",
                                                   "barrier", "ctrl", "adjoint", "pow", "reset", "discard", "release", "density",
                                                   "entropy", "purity", "fidelity", "mutual_info", "shadow"};

bool Builtins::exists(const std::string &name) { return table().count(name) || quantumNames.count(name) || Evaluator::isChannel(name); }

std::vector<std::string> Builtins::names() {
  std::vector<std::string> result(quantumNames.begin(), quantumNames.end());
  for (auto &[name, function] : table())
    result.push_back(name);
  for (const std::string &name : Evaluator::channelNames())
    result.push_back(name);
  return result;
}

Value Builtins::call(Evaluator &evaluator, const std::string &name, const Arguments &arguments, Span span) {
  for (const Argument &argument : arguments)
    if (argument.value.isUnknown() || (evaluator.checking() && argument.value.get<SymInt>() && name != "range" && name != "pairs"))
      return Unknown{};
  if (name == "pow" && arguments.size() == 2)
    return evaluator.binary(ast::BinaryOp::Pow, arguments[0].value, arguments[1].value, span);
  auto found = table().find(name);
  if (found == table().end())
    evaluator.fail(Diagnostic("E0106", "`" + name + "` can't be used like this", span));
  return found->second(evaluator, arguments, span);
}

} // namespace qml
