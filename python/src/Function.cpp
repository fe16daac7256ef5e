// SPDX-License-Identifier: Apache-2.0
//
// Calls: arguments become Batches, the GIL is released while compiled code runs, results are new arrays.

#include "Function.h"

#include <nanobind/stl/string.h>

#include <algorithm>

namespace qml::python {

namespace {

nb::object arrayOf(const std::vector<double> &numbers) {
  Output output({int64_t(numbers.size())});
  std::copy(numbers.begin(), numbers.end(), output.values.begin());
  return output.array;
}

std::vector<int64_t> withRows(std::optional<size_t> rows, std::vector<int64_t> shape) {
  if (rows)
    shape.insert(shape.begin(), int64_t(*rows));
  return shape;
}

} // namespace

/// The arguments of a call, checked; in the place they were made.
struct Function::Call {
  Call(Function &function, nb::args args, nb::kwargs kwargs, bool takesStep);
  Call(const Call &) = delete;

  std::span<const double> parameterValues() const {
    return parameters ? parameters->values() : std::span<const double>();
  }
  std::vector<int64_t> gradientShape() const { return parameters ? parameters->shape() : std::vector<int64_t>{0}; }

  std::vector<std::optional<Input>> inputs;
  std::vector<Batch> batches;
  std::optional<Parameters> parameters;
  std::optional<size_t> rows; // none: one row, and no axis for it in the results
  uint64_t step = 0;
};

Function::Call::Call(Function &function, nb::args args, nb::kwargs kwargs, bool takesStep) {
  const std::vector<Model::Argument> &arguments = function.arguments_;
  size_t count = arguments.size();
  auto fail = [&](const std::string &what) {
    std::string taken;
    for (const Model::Argument &argument : arguments)
      taken += argument.name + ", ";
    throw nb::type_error((function.name_ + "(" + taken + "parameters): " + what).c_str());
  };
  if (args.size() > count + 1)
    fail("the call gives " + std::to_string(args.size()) + " arguments");

  // The inputs in the order of the declaration, then the parameters.
  std::vector<nb::handle> values(count + 1);
  for (size_t i = 0; i < args.size(); ++i)
    values[i] = args[i];
  for (auto [key, value] : kwargs) {
    std::string name = nb::cast<std::string>(key);
    auto found =
        std::find_if(arguments.begin(), arguments.end(), [&](const Model::Argument &a) { return a.name == name; });
    if (found == arguments.end() && takesStep && name == "step") {
      if (!nb::try_cast(value, step))
        fail("`step` is a whole number from 0");
      continue;
    }
    if (found == arguments.end() && name != "parameters")
      fail("there is no argument `" + name + "`");
    nb::handle &place = values[size_t(found - arguments.begin())];
    if (place)
      fail("`" + name + "` is given twice");
    place = value;
  }
  for (size_t i = 0; i < count; ++i)
    if (!values[i])
      fail("`" + arguments[i].name + "` is missing");

  inputs = std::vector<std::optional<Input>>(count);
  for (size_t i = 0; i < count; ++i)
    inputs[i].emplace(arguments[i].name, values[i]);
  if (!function.function_) {
    Shapes shapes = function.shapes_;
    for (size_t i = 0; i < count; ++i)
      shapes.try_emplace(arguments[i].name, inputs[i]->rowShape(arguments[i].name, arguments[i].rank));
    function.compile(shapes);
  }
  const qml::Function &compiled = *function.function_;
  batches.reserve(count);
  for (size_t i = 0; i < count; ++i) {
    batches.push_back(inputs[i]->batch(compiled.inputs()[i]));
    if (!rows)
      rows = inputs[i]->rows();
  }
  bool needed = compiled.numParameters() > 0;
  if (needed != bool(values[count]))
    fail(needed ? "`parameters` is missing" : "the function has no parameters");
  if (needed)
    parameters.emplace(compiled.parameters(), compiled.numParameters(), values[count]);
}

Function::Function(Model model, std::string name, Shapes shapes, Constants constants)
    : model_(std::move(model)), name_(std::move(name)), shapes_(std::move(shapes)), constants_(std::move(constants)) {
  bool constantsGiven = true;
  for (Model::Argument &argument : withoutGil([&] { return model_.arguments(name_); })) {
    if (argument.isFloat)
      arguments_.push_back(std::move(argument));
    else
      constantsGiven = constantsGiven && constants_.count(argument.name);
  }
  // What only lacks shapes of arrays gets them from the first call.
  auto function = [&] {
    nb::gil_scoped_release release;
    return model_.function(name_, shapes_, constants_);
  }();
  if (function)
    function_ = *std::move(function);
  else if (function.error().code == "E0802" && constantsGiven)
    waiting_ = function.error();
  else
    raise(function.error());
}

void Function::compile(const Shapes &shapes) {
  qml::Function compiled = withoutGil([&] { return model_.function(name_, shapes, constants_); });
  // Another thread may have been faster; its shapes then hold.
  if (!function_)
    function_ = std::move(compiled);
}

const qml::Function &Function::compiled() const {
  if (!function_)
    raise(*waiting_);
  return *function_;
}

nb::object Function::call(nb::args args, nb::kwargs kwargs) {
  Call call(*this, args, kwargs, true);
  const qml::Function &function = *function_;
  auto run = [&](std::span<double> out) {
    withoutGil([&] { return function.call(call.batches, call.parameterValues(), out, call.step); });
  };
  const std::vector<Field> &results = function.results();
  if (results.size() == 1 && results[0].shape.empty() && !call.rows) {
    double number;
    run({&number, 1});
    return nb::cast(number);
  }
  if (results.size() == 1) {
    Output output(withRows(call.rows, results[0].shape));
    run(output.values);
    return output.array;
  }
  // The results of a row lie side by side, in one array that all results share.
  Output output(withRows(call.rows, {int64_t(function.resultSize())}));
  run(output.values);
  nb::list parts;
  for (const Field &result : results)
    parts.append(output.view(result, call.rows));
  return nb::tuple(parts);
}

nb::tuple Function::valueAndGradient(nb::args args, nb::kwargs kwargs) {
  Call call(*this, args, kwargs, false);
  Output gradient(call.gradientShape());
  double value =
      withoutGil([&] { return function_->valueAndGradient(call.batches, call.parameterValues(), gradient.values); });
  return nb::make_tuple(value, gradient.array);
}

nb::tuple Function::valuesAndGradients(nb::args args, nb::kwargs kwargs) {
  Call call(*this, args, kwargs, false);
  size_t rows = call.rows.value_or(1);
  Output values({int64_t(rows)}), gradients(withRows(rows, call.gradientShape()));
  withoutGil([&] {
    return function_->valuesAndGradients(call.batches, call.parameterValues(), values.values, gradients.values);
  });
  return nb::make_tuple(values.array, gradients.array);
}

nb::object Function::initialParameters() const {
  return arrayOf(withoutGil([&function = compiled()] { return function.initialParameters(); }));
}

nb::object Function::loadParameters(const std::string &path) const {
  return arrayOf(withoutGil([&, &function = compiled()] { return function.loadParameters(path); }));
}

nb::dict Function::parameterViews(nb::handle parameters) const {
  nb::dict views;
  for (const Field &field : compiled().parameters())
    views[field.name.c_str()] = parameterView(parameters, field, compiled().numParameters());
  return views;
}

std::string Function::text() const {
  std::string text = "<qmlc.Function " + name_ + "(";
  for (size_t i = 0; i < arguments_.size(); ++i) {
    text += (i ? ", " : "") + arguments_[i].name + ": float";
    if (!function_)
      continue;
    const std::vector<int64_t> &shape = function_->inputs()[i].shape;
    for (size_t axis = 0; axis < shape.size(); ++axis)
      text += (axis ? ", " : "[") + std::to_string(shape[axis]);
    text += shape.empty() ? "" : "]";
  }
  return text +
         (function_ ? "), parameters: " + std::to_string(function_->numParameters()) + ">" : "), not compiled yet>");
}

} // namespace qml::python
