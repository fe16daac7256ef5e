// SPDX-License-Identifier: Apache-2.0
//
// The values that the evaluator works with: numbers and tensors known now, values known only at run time (Dynamic), whole numbers
// that hang on open sizes (SymInt), references to qubits, callables, observables, and objects of the host (data, fits, …).
#pragma once

#include "qml/Circuit/GateTable.h"
#include "qml/Circuit/Observable.h"
#include "qml/Classical/Tensor.h"
#include "qml/Sema/SymInt.h"
#include "qml/Support/Diagnostics.h"
#include "qml/Syntax/Ast.h"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace qml {

class Evaluator;
struct Value;

/// An evaluated argument; `name` is empty for positional ones.
struct Argument;
using Arguments = std::vector<Argument>;

/// Thrown inside the evaluator; its public entry points catch it and return it as Expected.
struct Failure {
  Diagnostic diagnostic;
};

/// A value that checking cannot know more about; every operation on it is accepted and gives Unknown again.
struct Unknown {};

/// A number or tensor of floats known only when the compiled program runs. `handle` belongs to the stager (an SSA value); it is
/// null while checking.
struct Dynamic {
  std::vector<SymInt> shape;
  void *handle = nullptr;
};

struct Bits {
  std::string text;
};

/// Qubits of the circuit being evaluated. With known sizes `ids` lists them; while sizes are open only `size` and, for a single
/// qubit, `index` are known.
struct QubitRef {
  int reg = 0;               // the register it was taken from
  std::vector<int> ids;
  SymInt size;
  std::optional<SymInt> index; // of a single qubit in its register
  bool open = false;           // sizes are open: `ids` means nothing
  bool whole = false;
};

struct List {
  std::vector<Value> items;
};
struct Tuple {
  std::vector<Value> items;
  std::vector<std::string> names; // empty or one per item
};
struct Range {
  int64_t start = 0, stop = 0, step = 1;
  int64_t size() const { return step > 0 ? std::max<int64_t>(0, (stop - start + step - 1) / step) : std::max<int64_t>(0, (start - stop - step - 1) / -step); }
};

/// A gate, circuit, func, kernel, observable or problem of the program, or a gate of the table, or a built-in function; with
/// arguments and modifiers bound so far.
struct Callable {
  const ast::Decl *decl = nullptr;
  const GateRow *row = nullptr;
  std::string builtin;

  std::map<std::string, Value> statics;
  std::vector<Value> bound; // leading arguments

  struct Modifier {
    enum class Kind { Adjoint, Ctrl, Pow } kind;
    int64_t power = 1;
    std::vector<QubitRef> controls;
    std::vector<bool> negated; // one per control qubit; empty: none
  };
  std::vector<Modifier> modifiers; // the last one was applied last

  std::string name() const;
};

/// A sum of Pauli strings. Factors name wires (0, 1, …) or, with `onQubits`, qubits of the circuit being evaluated.
struct ObservableValue {
  PauliSum sum;
  bool onQubits = false;
  unsigned numWires = 0;
};

/// Something with members and methods that the host provides.
class Object {
public:
  virtual ~Object() = default;
  virtual std::string typeName() const = 0;
  /// The member `name`, or a Failure that names the ones there are.
  virtual Value member(Evaluator &evaluator, const std::string &name, Span span) = 0;
  virtual Value call(Evaluator &evaluator, const std::string &method, Arguments arguments, Span span);
  virtual Value index(Evaluator &evaluator, const Value &key, Span span);
  /// The result of an operator with this object on one side; nothing if it has no meaning.
  virtual std::optional<Value> arithmetic(Evaluator &evaluator, ast::BinaryOp op, const Value &left, const Value &right, Span span);
  virtual std::string text() const { return "<" + typeName() + ">"; }
};

struct Value {
  using Variant =
      std::variant<std::monostate, Unknown, bool, int64_t, double, std::string, Bits, std::shared_ptr<const Tensor>,
                   std::shared_ptr<const List>, std::shared_ptr<const Tuple>, Range, SymInt, Dynamic, QubitRef,
                   std::shared_ptr<const Callable>, std::shared_ptr<const ObservableValue>, std::shared_ptr<Object>>;
  Variant data;

  Value() = default;
  Value(Unknown v) : data(v) {}
  Value(bool v) : data(v) {}
  Value(int64_t v) : data(v) {}
  Value(int v) : data(int64_t(v)) {}
  Value(double v) : data(v) {}
  Value(std::string v) : data(std::move(v)) {}
  Value(const char *v) : data(std::string(v)) {}
  Value(Bits v) : data(std::move(v)) {}
  Value(Range v) : data(v) {}
  /// A tensor without axes becomes a float.
  Value(Tensor v);
  Value(List v) : data(std::make_shared<const List>(std::move(v))) {}
  Value(Tuple v) : data(std::make_shared<const Tuple>(std::move(v))) {}
  /// A constant becomes an int.
  Value(SymInt v);
  Value(Dynamic v) : data(std::move(v)) {}
  Value(QubitRef v) : data(std::move(v)) {}
  Value(Callable v) : data(std::make_shared<const Callable>(std::move(v))) {}
  Value(ObservableValue v) : data(std::make_shared<const ObservableValue>(std::move(v))) {}
  template <typename T>
    requires std::is_base_of_v<Object, T>
  Value(std::shared_ptr<T> v) : data(std::shared_ptr<Object>(std::move(v))) {}

  template <typename T> const T *get() const { return std::get_if<T>(&data); }
  bool isNone() const { return data.index() == 0; }
  bool isUnknown() const { return get<Unknown>(); }
  const Tensor *tensor() const { auto p = get<std::shared_ptr<const Tensor>>(); return p ? p->get() : nullptr; }
  const List *list() const { auto p = get<std::shared_ptr<const List>>(); return p ? p->get() : nullptr; }
  const Tuple *tuple() const { auto p = get<std::shared_ptr<const Tuple>>(); return p ? p->get() : nullptr; }
  const Callable *callable() const { auto p = get<std::shared_ptr<const Callable>>(); return p ? p->get() : nullptr; }
  const ObservableValue *observable() const { auto p = get<std::shared_ptr<const ObservableValue>>(); return p ? p->get() : nullptr; }
  Object *object() const { auto p = get<std::shared_ptr<Object>>(); return p ? p->get() : nullptr; }
  template <typename T> T *objectAs() const { return dynamic_cast<T *>(object()); }
};

/// The declaration, with nothing bound yet.
inline Callable asCallable(const ast::Decl *decl) {
  Callable callable;
  callable.decl = decl;
  return callable;
}

/// A gate of the table, one value for all places that name it.
Value gateValue(const GateRow &row);

struct Argument {
  std::string name;
  Value value;
  Span span;
};

/// The argument called `name` or at `position` among the positional ones, or null.
const Value *findArgument(const Arguments &arguments, const std::string &name, size_t position = SIZE_MAX);

/// bool, int or float as a float.
std::optional<double> asNumber(const Value &value);
/// bool, int, float, a tensor, or a list of those, as a tensor; bits as zeros and ones.
std::optional<Tensor> asTensor(const Value &value);
/// Whether the value, or a part of it, is known at run time only.
bool isDynamic(const Value &value);

/// `float[2, 3]`, `qubit[4]`, `gate`, …: the value's type as messages show it.
std::string typeText(const Value &value);
/// The value as `print` shows it.
std::string valueText(const Value &value);
/// The value in an f-string with Python's format `spec`; Failure at `span` if the format does not fit.
std::string formatValue(const Value &value, const std::string &spec, Span span);
/// `1 qubit`, `2 qubits`.
std::string counted(int64_t count, const std::string &what);
/// A call of the gate as a help line shows it: `Rot(0.1, 0.2, 0.3, q[0])`.
std::string gateExample(const GateRow &row);
/// A key under which equal compile-time values fall together; Dynamic and qubits count by shape alone.
std::string valueKey(const Value &value);

} // namespace qml
