// SPDX-License-Identifier: Apache-2.0
//
// Values: conversions and how they are shown.

#include "qml/Sema/Value.h"

#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstring>

namespace qml {

Value::Value(Tensor v) {
  if (v.isScalar())
    data = v.values[0];
  else
    data = std::make_shared<const Tensor>(std::move(v));
}

Value::Value(SymInt v) {
  if (auto constant = v.constant())
    data = *constant;
  else
    data = std::move(v);
}

Value gateValue(const GateRow &row) {
  static const std::vector<Value> values = [] {
    std::vector<Value> all;
    for (const GateRow &each : gateTable()) {
      Callable callable;
      callable.row = &each;
      all.push_back(callable);
    }
    return all;
  }();
  return values[&row - gateTable().data()];
}

std::string Callable::name() const {
  std::string base = decl ? decl->name.text : row ? std::string(row->name) : builtin;
  for (const Modifier &modifier : modifiers) {
    if (modifier.kind == Modifier::Kind::Adjoint)
      base = "adjoint(" + base + ")";
    else if (modifier.kind == Modifier::Kind::Pow)
      base = "pow(" + base + ", " + std::to_string(modifier.power) + ")";
    else
      base = "ctrl(" + base + ")";
  }
  return base;
}

Value Object::call(Evaluator &, const std::string &method, Arguments, Span span) {
  throw Failure{Diagnostic("E0312", "`" + method + "` of a " + typeName() + " can't be called", span)};
}

Value Object::index(Evaluator &, const Value &, Span span) {
  throw Failure{Diagnostic("E0111", "a " + typeName() + " can't be indexed", span)};
}

std::optional<Value> Object::arithmetic(Evaluator &, ast::BinaryOp, const Value &, const Value &, Span) { return std::nullopt; }

const Value *findArgument(const Arguments &arguments, const std::string &name, size_t position) {
  size_t at = 0;
  for (const Argument &argument : arguments) {
    if (argument.name == name && !name.empty())
      return &argument.value;
    if (argument.name.empty() && at++ == position)
      return &argument.value;
  }
  return nullptr;
}

std::optional<double> asNumber(const Value &value) {
  if (auto v = value.get<double>())
    return *v;
  if (auto v = value.get<int64_t>())
    return double(*v);
  if (auto v = value.get<bool>())
    return *v ? 1.0 : 0.0;
  return std::nullopt;
}

static std::optional<Tensor> stack(const std::vector<Value> &items) {
  if (items.empty())
    return Tensor({0}, {});
  Tensor result;
  for (size_t i = 0; i < items.size(); ++i) {
    auto item = asTensor(items[i]);
    if (!item)
      return std::nullopt;
    if (i == 0) {
      result.shape = item->shape;
      result.values.clear();
    } else if (item->shape != result.shape) {
      return std::nullopt;
    }
    result.values.insert(result.values.end(), item->values.begin(), item->values.end());
  }
  result.shape.insert(result.shape.begin(), items.size());
  return result;
}

std::optional<Tensor> asTensor(const Value &value) {
  if (auto number = asNumber(value))
    return Tensor(*number);
  if (auto *tensor = value.tensor())
    return *tensor;
  if (auto *bits = value.get<Bits>()) {
    std::vector<double> values;
    for (char c : bits->text)
      values.push_back(c - '0');
    return Tensor::vector(std::move(values));
  }
  if (auto *list = value.list())
    return stack(list->items);
  if (auto *tuple = value.tuple())
    return stack(tuple->items);
  if (auto *range = value.get<Range>()) {
    std::vector<double> values;
    for (int64_t i = 0, v = range->start; i < range->size(); ++i, v += range->step)
      values.push_back(v);
    return Tensor::vector(std::move(values));
  }
  return std::nullopt;
}

bool isDynamic(const Value &value) {
  if (value.get<Dynamic>())
    return true;
  const std::vector<Value> *items = value.list() ? &value.list()->items : value.tuple() ? &value.tuple()->items : nullptr;
  if (auto *callable = value.callable())
    items = &callable->bound;
  if (items)
    for (const Value &item : *items)
      if (isDynamic(item))
        return true;
  return false;
}

static std::string dimsText(const std::vector<SymInt> &shape) {
  if (shape.empty())
    return "";
  std::string result = "[";
  for (size_t i = 0; i < shape.size(); ++i)
    result += (i ? ", " : "") + shape[i].text();
  return result + "]";
}

std::string typeText(const Value &value) {
  struct Visitor {
    std::string operator()(std::monostate) { return "nothing"; }
    std::string operator()(const Unknown &) { return "a value not known yet"; }
    std::string operator()(bool) { return "bool"; }
    std::string operator()(int64_t) { return "int"; }
    std::string operator()(double) { return "float"; }
    std::string operator()(const std::string &) { return "string"; }
    std::string operator()(const Bits &b) { return "bit[" + std::to_string(b.text.size()) + "]"; }
    std::string operator()(const std::shared_ptr<const Tensor> &t) { return shapeText(t->shape); }
    std::string operator()(const std::shared_ptr<const List> &l) {
      auto tensor = stack(l->items);
      return tensor && !l->items.empty() ? shapeText(tensor->shape) : "list of " + std::to_string(l->items.size());
    }
    std::string operator()(const std::shared_ptr<const Tuple> &t) {
      std::string result = "(";
      for (size_t i = 0; i < t->items.size(); ++i)
        result += (i ? ", " : "") + typeText(t->items[i]);
      return result + ")";
    }
    std::string operator()(const Range &) { return "range"; }
    std::string operator()(const SymInt &) { return "int"; }
    std::string operator()(const Dynamic &d) { return "float" + dimsText(d.shape); }
    std::string operator()(const QubitRef &q) {
      return q.size.surelyEqual(SymInt(1)) ? "qubit" : "qubit[" + q.size.text() + "]";
    }
    std::string operator()(const std::shared_ptr<const Callable> &c) {
      if (c->row)
        return "gate";
      if (auto *decl = ast::as<ast::CallableDecl>(c->decl)) {
        switch (decl->callableKind) {
        case ast::CallableDecl::Kind::Gate: return "gate";
        case ast::CallableDecl::Kind::Circuit: return "circuit";
        case ast::CallableDecl::Kind::Kernel: return "kernel";
        default: return "func";
        }
      }
      if (c->decl && c->decl->kind == ast::DeclKind::Noise)
        return "noise";
      return c->decl && c->decl->kind == ast::DeclKind::Problem ? "problem" : "func";
    }
    std::string operator()(const std::shared_ptr<const ObservableValue> &o) {
      return "observable[" + std::to_string(o->numWires) + "]";
    }
    std::string operator()(const std::shared_ptr<Object> &o) { return o->typeName(); }
  };
  return std::visit(Visitor{}, value.data);
}

/// Shortest text that reads back as the same number, with a point or exponent.
static std::string numberText(double v) {
  char buffer[32];
  auto [end, status] = std::to_chars(buffer, buffer + sizeof buffer, v);
  std::string text(buffer, end);
  return std::isfinite(v) && text.find_first_of(".e") == std::string::npos ? text + ".0" : text;
}

static std::string tensorText(const Tensor &t, size_t axis, size_t &at, const std::function<std::string(double)> &show) {
  if (axis == t.shape.size())
    return show(t.values[at++]);
  std::string result = "[";
  for (int64_t i = 0; i < t.shape[axis]; ++i)
    result += (i ? ", " : "") + tensorText(t, axis + 1, at, show);
  return result + "]";
}

static std::string itemsText(const std::vector<Value> &items, const char *open, const char *close) {
  std::string result = open;
  for (size_t i = 0; i < items.size(); ++i)
    result += (i ? ", " : "") + valueText(items[i]);
  return result + close;
}

std::string valueText(const Value &value) {
  if (auto *v = value.get<bool>())
    return *v ? "true" : "false";
  if (auto *v = value.get<int64_t>())
    return std::to_string(*v);
  if (auto *v = value.get<double>())
    return numberText(*v);
  if (auto *v = value.get<std::string>())
    return *v;
  if (auto *v = value.get<Bits>())
    return v->text;
  if (auto *v = value.tensor()) {
    size_t at = 0;
    return tensorText(*v, 0, at, numberText);
  }
  if (auto *v = value.list())
    return itemsText(v->items, "[", "]");
  if (auto *v = value.tuple())
    return itemsText(v->items, "(", ")");
  if (auto *v = value.get<Range>())
    return "range(" + std::to_string(v->start) + ", " + std::to_string(v->stop) + (v->step != 1 ? ", " + std::to_string(v->step) : "") + ")";
  if (auto *v = value.object())
    return v->text();
  if (auto *v = value.callable())
    return "<" + typeText(value) + " " + v->name() + ">";
  return "<" + typeText(value) + ">";
}

namespace {
/// [fill/sign/#/0][width][.precision][type] of Python's format language, as far as C's printf has it.
struct FormatSpec {
  char align = 0;
  bool zero = false, plus = false;
  int width = 0, precision = -1;
  char type = 0;

  static std::optional<FormatSpec> parse(const std::string &spec) {
    FormatSpec result;
    size_t i = 0;
    if (i < spec.size() && (spec[i] == '<' || spec[i] == '>' || spec[i] == '^'))
      result.align = spec[i++];
    if (i < spec.size() && spec[i] == '+')
      result.plus = true, ++i;
    if (i < spec.size() && spec[i] == '0')
      result.zero = true, ++i;
    auto number = [&](int &out) {
      size_t start = i;
      for (out = 0; i < spec.size() && isdigit((unsigned char)spec[i]) && i - start < 4; ++i)
        out = 10 * out + (spec[i] - '0');
      return i > start;
    };
    number(result.width);
    if (i < spec.size() && spec[i] == '.') {
      ++i;
      if (!number(result.precision) || result.precision > 100)
        return std::nullopt;
    }
    if (i < spec.size() && std::string("feEgGd%").find(spec[i]) != std::string::npos)
      result.type = spec[i++];
    return i == spec.size() && result.width <= 1000 ? std::optional(result) : std::nullopt;
  }

  std::string pad(std::string text) const {
    size_t missing = size_t(width) > text.size() ? width - text.size() : 0;
    if (align == '<')
      return text + std::string(missing, ' ');
    if (align == '^')
      return std::string(missing / 2, ' ') + text + std::string(missing - missing / 2, ' ');
    return std::string(missing, ' ') + text;
  }

  std::string number(double v) const {
    bool percent = type == '%';
    std::string format = std::string("%") + (plus ? "+" : "") + (zero && !align ? "0" : "") + "*.*" + (percent ? 'f' : type ? type : 'g');
    int digits = precision >= 0 ? precision : type == 0 || type == 'g' || type == 'G' ? 12 : 6;
    char buffer[512];
    auto print = [&](double value) {
      std::snprintf(buffer, sizeof buffer, format.c_str(), align || percent ? 0 : std::min(width, 300), digits, percent ? 100 * value : value);
    };
    print(v);
    if (std::signbit(v) && !std::strpbrk(buffer, "123456789n")) // what rounds to 0 is not negative
      print(0);
    return pad(percent ? std::string(buffer) + "%" : buffer);
  }
};
} // namespace

std::string formatValue(const Value &value, const std::string &spec, Span span) {
  if (spec.empty())
    return valueText(value);
  auto format = FormatSpec::parse(spec);
  if (!format)
    throw Failure{Diagnostic("E0113", "`" + spec + "` is not a format", span)
                      .withHelp("formats are written as in Python: {x:.3f}, {x:10.2e}, {k:5d}, {p:.1%}")};
  auto *integer = value.get<int64_t>();
  if (format->type == 'd' || (integer && format->type == 0)) {
    if (!integer)
      throw Failure{Diagnostic("E0113", "format `" + spec + "` is for whole numbers, this is " + typeText(value), span)};
    std::string digits = std::to_string(*integer);
    if (format->plus && *integer >= 0)
      digits = "+" + digits;
    if (format->zero && !format->align && digits.size() < size_t(format->width))
      digits.insert(digits[0] == '-' || digits[0] == '+' ? 1 : 0, format->width - digits.size(), '0');
    return format->pad(digits);
  }
  if (auto number = asNumber(value))
    return format->number(*number);
  if (auto tensor = asTensor(value); tensor && !value.get<Bits>()) {
    size_t at = 0;
    return tensorText(*tensor, 0, at, [&](double v) { return format->number(v); });
  }
  if (format->type != 0 || format->precision >= 0)
    throw Failure{Diagnostic("E0113", "format `" + spec + "` is for numbers, this is " + typeText(value), span)};
  return format->pad(valueText(value));
}

std::string counted(int64_t count, const std::string &what) { return std::to_string(count) + " " + what + (count == 1 ? "" : "s"); }

std::string gateExample(const GateRow &row) {
  std::string list;
  for (int i = 1; i <= row.numAngles; ++i)
    list += (list.empty() ? "0." : ", 0.") + std::to_string(i);
  for (int i = 0; i < std::max<int>(row.numQubits, row.numQubits < 0 ? 2 : 0); ++i)
    list += (list.empty() ? "q[" : ", q[") + std::to_string(i) + "]";
  return "`" + std::string(row.name) + "(" + list + ")`";
}

std::string valueKey(const Value &value) {
  if (auto *v = value.get<Dynamic>())
    return "dynamic" + dimsText(v->shape);
  if (auto *v = value.get<QubitRef>())
    return "qubit" + v->size.text();
  if (value.list() || value.tuple()) {
    const std::vector<Value> &items = value.list() ? value.list()->items : value.tuple()->items;
    std::string key = value.list() ? "[" : "(";
    for (size_t i = 0; i < items.size(); ++i)
      key += (value.tuple() && i < value.tuple()->names.size() ? value.tuple()->names[i] + "=" : "") + valueKey(items[i]) + ",";
    return key + (value.list() ? "]" : ")");
  }
  if (auto *v = value.callable()) {
    std::string key = v->name();
    for (const Callable::Modifier &modifier : v->modifiers)
      for (bool negated : modifier.negated)
        key += negated ? "0" : "1";
    for (auto &[name, bound] : v->statics)
      key += "[" + name + "=" + valueKey(bound) + "]";
    for (const Value &bound : v->bound)
      key += "(" + valueKey(bound) + ")";
    return key;
  }
  if (auto *v = value.observable()) {
    std::string key = (v->onQubits ? "observable on qubits" : "observable[" + std::to_string(v->numWires) + "]");
    for (const PauliTerm &term : v->sum.terms) {
      key += " " + numberText(term.coefficient) + "*";
      for (auto [wire, pauli] : term.factors)
        key += "XYZ"[int(pauli) - 1] + std::to_string(wire);
    }
    return key;
  }
  if (auto *text = value.get<std::string>())
    return "text" + std::to_string(text->size()) + ":" + *text;
  if (value.object())
    return "object" + std::to_string(reinterpret_cast<uintptr_t>(value.object()));
  return std::to_string(value.data.index()) + valueText(value);
}

} // namespace qml
