// SPDX-License-Identifier: Apache-2.0
//
// The C++ interface of qmlc: load a .qml program, compile one of its circuits or funcs, call it on a batch, ask for its
// gradient. Link with the CMake target qml::qml; this header needs the standard library only.
//
//   auto model = qml::Model::load("model.qml");
//   if (!model)
//     std::cerr << model.error().text;
//   auto loss = model->function("loss", {{"x", {4}}});
//   std::vector<double> w = *loss->initialParameters();
//   auto mean = loss->valueAndGradient({{features, rows}, {labels, rows}}, w, gradient);
//
// Numbers are doubles, angles are radians, tensors are row-major. Whatever goes wrong comes back as a value; no
// exception leaves the library. A Model and a Function may be used by several threads at once.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace qml {

/// Why something failed. The codes are those of qmlc; the ones that only this interface has are
///   E0811  no such circuit or func, or one that a host can't call
///   E0812  wrong number of inputs, of numbers in them, or of numbers in an output
///   E0813  shapes or constants that name no argument
struct Error {
  std::string code;              // "E0107"
  std::string message;           // one sentence
  std::string file;              // empty if the error has no place in a program
  unsigned line = 0, column = 0; // from 1; columns count characters
  std::string text;              // all of it for people: several lines with source, carets and help
};

/// A value, or the Error that says why there is none. `*` and `->` need a value.
template <typename T> class [[nodiscard]] Result {
public:
  Result(T value) : state_(std::move(value)) {}
  Result(Error error) : state_(std::move(error)) {}

  explicit operator bool() const { return state_.index() == 0; }
  T &operator*() & { return *std::get_if<0>(&state_); }
  const T &operator*() const & { return *std::get_if<0>(&state_); }
  T &&operator*() && { return std::move(*std::get_if<0>(&state_)); }
  T *operator->() { return std::get_if<0>(&state_); }
  const T *operator->() const { return std::get_if<0>(&state_); }
  const Error &error() const { return *std::get_if<1>(&state_); }

private:
  std::variant<T, Error> state_;
};

template <> class [[nodiscard]] Result<void> {
public:
  Result() = default;
  Result(Error error) : error_(std::move(error)) {}

  explicit operator bool() const { return !error_; }
  const Error &error() const { return *error_; }

private:
  std::optional<Error> error_;
};

/// Of the numbers that a state is made of. Single takes half the memory and about half the time, and is good for about
/// six digits; angles, matrices, readings and gradients are doubles in both.
enum class Precision { Double, Single };

struct Options {
  unsigned threads = 1; // that one call may use; results do not depend on it
  uint64_t seed = 0;    // of initial parameters and of samples
  uint64_t shots = 0;   // per reading; 0 is exact. Gradients are always exact
  Precision precision = Precision::Double;
};

/// The rows of one argument, read where they lie. A row is contiguous and holds the argument's numbers in row-major
/// order.
class Batch {
public:
  /// One row, used for every row of the batch if other arguments have several.
  template <typename Numbers>
    requires(!std::same_as<Numbers, Batch> && std::constructible_from<std::span<const double>, const Numbers &>)
  Batch(const Numbers &row) : values_(row) {}
  /// `rows` rows, one after the other.
  Batch(std::span<const double> values, size_t rows) : values_(values), rows_(rows) {}
  /// `rows` rows; row i starts at values[i * stride]. Rows may overlap, as windows of a series do.
  Batch(std::span<const double> values, size_t rows, size_t stride) : values_(values), rows_(rows), stride_(stride) {}

  std::span<const double> values() const { return values_; }
  std::optional<size_t> rows() const { return rows_; }
  std::optional<size_t> stride() const { return stride_; }

private:
  std::span<const double> values_;
  std::optional<size_t> rows_, stride_;
};

/// A tensor among the arguments, the parameters or the results of a function.
struct Field {
  std::string name;           // argument: "x"; parameter: "model.w"; result: ""
  std::vector<int64_t> shape; // {} is one number
  size_t offset = 0;          // of a parameter in the flat vector, of a result in its row
  size_t size = 1;            // numbers in it
};

using Shapes = std::map<std::string, std::vector<int64_t>>;
using Constants = std::map<std::string, int64_t>;

/// A circuit or func compiled for fixed sizes. A handle: copies share the compiled code.
class Function {
public:
  /// In the order of the declaration; shapes are those of one row.
  const std::vector<Field> &inputs() const;
  /// The layout of the flat parameter vector: the function's own parameters and those of what it calls.
  const std::vector<Field> &parameters() const;
  const std::vector<Field> &results() const;
  size_t numParameters() const;
  /// Numbers in one row of results.
  size_t resultSize() const;

  /// Drawn as the program declares, with the seed of the options.
  Result<std::vector<double>> initialParameters() const;
  /// From a file that `save` wrote. E042x if it can't be read or does not fit.
  Result<std::vector<double>> loadParameters(const std::string &path) const;

  /// One row of results after the other goes to `out`, rows x resultSize() numbers. With shots, `step` and the row
  /// number choose the random numbers: the same step draws the same samples.
  Result<void> call(const std::vector<Batch> &inputs, std::span<const double> parameters, std::span<double> out,
                    uint64_t step = 0) const;
  /// The mean over the rows of a function of one number; `gradient` gets its derivative by each parameter. The first
  /// call compiles. E0504 if the result is not one number, E0505 if there are no parameters.
  Result<double> valueAndGradient(const std::vector<Batch> &inputs, std::span<const double> parameters,
                                  std::span<double> gradient) const;
  /// The same, row by row: `values` gets a number per row, `gradients` rows x numParameters() numbers.
  Result<void> valuesAndGradients(const std::vector<Batch> &inputs, std::span<const double> parameters,
                                  std::span<double> values, std::span<double> gradients) const;

  struct Impl;

private:
  friend class Model;
  explicit Function(std::shared_ptr<Impl> impl) : impl_(std::move(impl)) {}
  std::shared_ptr<Impl> impl_;
};

/// A program; its `main` is never run. A handle: copies share the program, and functions keep it alive.
class Model {
public:
  /// Reads and checks the file at `path`; all that is wrong with it is in the text of the error.
  static Result<Model> load(const std::string &path, Options options = {});
  /// The same for a program in memory; `name` stands for it in messages.
  static Result<Model> fromText(std::string text, Options options = {}, std::string name = "program");

  /// Compiles the circuit or func `name`, once for the same sizes. `shapes` are those of one row of its arguments;
  /// shapes that the declaration fixes may be left out. `constants` are sizes in brackets (`model[L=4]`) and arguments
  /// of type int or bool.
  Result<Function> function(const std::string &name, const Shapes &shapes = {}, const Constants &constants = {}) const;

  /// An argument as the program declares it, before sizes are known.
  struct Argument {
    std::string name;
    bool isFloat = true; // else compiled in: int and bool are given as constants
    size_t rank = 0;     // of a float: how many sizes its shape has
  };
  /// What `function` takes shapes or constants for, in the order of the declaration.
  Result<std::vector<Argument>> arguments(const std::string &name) const;

  struct Impl;

private:
  explicit Model(std::shared_ptr<Impl> impl) : impl_(std::move(impl)) {}
  std::shared_ptr<Impl> impl_;
};

} // namespace qml
