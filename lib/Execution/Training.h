// SPDX-License-Identifier: Apache-2.0
//
// A scalar function of parameters, compiled with its gradient: what train and minimize work on.
#pragma once

#include "Objects.h"

namespace qml {

class CompiledObjective {
public:
  /// `expr` in `scope`, with `names` of `shapes` as run-time arguments. `over` restricts the parameters to those of these callables
  /// or with these names; empty stands for all. `noise` is that of its circuits, or null.
  CompiledObjective(Session &session, const ast::Expr &expr, Scope &scope, const std::vector<std::string> &names,
            const std::vector<std::vector<int64_t>> &shapes, const std::vector<ast::Name> &over, uint64_t seed, const NoiseModel *noise = nullptr);

  size_t size() const { return size_; }
  std::vector<double> parameters() const;
  void setParameters(std::span<const double> values);
  /// The mean of value and gradient over `numRows` rows; the same numbers on any number of threads. `rows` holds the addresses of a
  /// row's arguments, row after row.
  double valueAndGradient(std::span<const double *const> rows, size_t numRows, std::span<double> gradient);
  const std::vector<ParamKey> &keys() const { return keys_; }

private:
  struct Sum {
    double value = 0;
    std::vector<double> gradient;
    rt::Result result = rt::Result::Ok;
  };
  void addRow(std::span<const double *const> row, const rt::RunOptions &options, rt::Workspace &workspace, Sum &sum) const;
  void addRows(std::span<const double *const> rows, size_t numRows, const rt::RunOptions &options, rt::Workspace &workspace, Sum &sum) const;
  std::vector<double *> resultBuffers(double &value, std::vector<double> &gradient) const;

  Session &session_;
  Span span_;
  const Specialisation &spec_;
  const CompiledFunction *compiled_ = nullptr;
  const CompiledFunction *compiledRows_ = nullptr; // for many rows at once, if there can be such a thing
  std::vector<Tensor *> all_;     // parameters of the function
  std::vector<Tensor *> trained_; // those that change
  std::vector<ParamKey> keys_;
  size_t size_ = 0;
  unsigned numQubits_ = 0;
};

/// The settings of a train or minimize block: each read at most once, unknown names are errors.
class Settings {
public:
  Settings(Session &session, const std::vector<ast::Setting> &settings, Scope &scope, const std::string &what, const std::vector<std::string> &known);
  const ast::Expr *find(const std::string &name) const;
  Value value(const std::string &name) const;
  double number(const std::string &name, double otherwise) const;
  int64_t count(const std::string &name, int64_t otherwise) const;
  std::string text(const std::string &name) const;
  const OptimizerSpec &optimizer(const OptimizerSpec &otherwise) const;

private:
  Session &session_;
  Scope &scope_;
  std::map<std::string, const ast::Expr *> settings_;
  mutable std::vector<Value> kept_;
};

/// The stepwise optimiser that `spec` names; nothing if it is another kind.
std::optional<OptimizerOptions> gradientOptions(const OptimizerSpec &spec);

/// The option `key` of `spec`, which stands at `span`, as a whole number; options are doubles.
int64_t wholeOption(Evaluator &evaluator, const OptimizerSpec &spec, const std::string &key, int64_t otherwise, Span span);

} // namespace qml
