// SPDX-License-Identifier: Apache-2.0
//
// A program being run: its compiled functions, the values of its parameters, and the services that `main` calls.
#pragma once

#include "qml/Execution/CompiledFunction.h"
#include "qml/Sema/Evaluator.h"

#include <functional>
#include <optional>

namespace qml {

struct ParamFile;

struct SessionOptions {
  unsigned threads = 1;
  rt::Precision precision = rt::Precision::Double;
  uint64_t shots = 0;
  uint64_t seed = 0;
  std::string folder = "."; // paths of data files start here
  std::function<void(const std::string &)> print;
  int progressFd = 2;
  bool showProgress = true;
};

class Session : public Host {
public:
  Session(const Program &program, SessionOptions options);
  ~Session() override;

  /// Checks all declarations, then runs main.
  Status run();
  Evaluator &evaluator() { return evaluator_; }
  FunctionCompiler &compiler() { return *compiler_; }
  const SessionOptions &options() const { return options_; }

  // Parameters, by declaration and name.
  using Params = std::map<std::string, Tensor>;
  /// The values of the parameters of `spec`, in its order; initialised on first use.
  std::vector<Tensor *> params(const Specialisation &spec, Span span);
  Params &paramsOf(const ast::CallableDecl &decl) { return params_[&decl]; }
  void checkMemory(const rt::Program &program, uint64_t readingBytes, rt::Precision precision, Span span);
  /// Gives the parameters of `model` their values in `file`, which messages call `path`. Throws Failure: E0423 for one that is missing,
  /// E0424 for one that does not fit.
  void setParams(const Callable &model, const ParamFile &file, const std::string &path, Span span);
  /// Gives parameter `index` of `spec` a fresh initial value drawn with `seed`.
  void initialise(const Specialisation &spec, size_t index, uint64_t seed);
  std::string pathOf(const std::string &path) const;

  /// Batch lifting: `body` on `arguments`, or row by row where some have one axis more than declared, the results stacked.
  Value lifted(const ast::CallableDecl &decl, const Arguments &arguments, const std::function<Value(const Arguments &, int64_t row)> &body);
  /// The run-time arguments of `spec`, a specialisation of `callee`, among those given.
  std::vector<Tensor> runtimeArguments(const Specialisation &spec, const Callable &callee, const Arguments &given, Span span);
  /// The buffers of a call of `spec`: its run-time arguments, then its parameters.
  std::vector<const double *> buffers(const Specialisation &spec, const std::vector<Tensor> &arguments, Span span);
  /// Runs a specialisation on one set of arguments.
  std::vector<Tensor> call(const Specialisation &spec, const std::vector<Tensor> &arguments, const rt::RunOptions &options, Span span);
  void check(rt::Result result, unsigned numQubits, Span span);
  rt::Workspace &workspace() { return workspace_; }
  /// Exact readings, with the threads and precision of this session.
  rt::RunOptions runOptions() const { return {.threads = options_.threads, .precision = options_.precision}; }
  /// The noise model that a setting or argument `noise=` names.
  std::shared_ptr<NoiseValue> noiseOf(const Value &value, Span span);

  // Host
  Value data(Evaluator &evaluator, const ast::DataDecl &decl) override;
  Value problem(Evaluator &evaluator, const ast::ProblemDecl &decl, const Callable &callee, Arguments arguments, Span span) override;
  Value run(Evaluator &evaluator, const Callable &callee, const std::string &companion, Arguments arguments, Span span) override;
  Value member(Evaluator &evaluator, const Callable &callee, const std::string &name, Span span) override;
  void assign(Evaluator &evaluator, const Callable &callee, const std::string &name, Value value, Span span) override;
  Value train(Evaluator &evaluator, const ast::TrainExpr &expr) override;
  Value minimize(Evaluator &evaluator, const ast::MinimizeExpr &expr) override;
  std::optional<Value> builtin(Evaluator &evaluator, const std::string &name, Arguments arguments, Span span) override;
  std::vector<std::string> builtinNames() const override;
  void print(const std::string &line) override { options_.print(line); }

  /// The state that a gate recipe prepares from |0…0>, remembered between calls.
  std::shared_ptr<const std::vector<double>> recipeState(const Callable &recipe, Span span);

private:
  Value runOnce(const Callable &callee, const std::string &companion, const Arguments &arguments, rt::RunOptions options, const NoiseModel *noise,
                Span span);
  Value runPlan(const CompiledFunction &compiled, const Specialisation &spec, const rt::Program &program, const std::vector<std::string> &names,
                bool isTuple, const std::vector<Tensor> &arguments, const rt::RunOptions &options, Span span);
  /// `program` with other readings, remembered as `which`.
  const rt::Program &otherReadings(const rt::Program &program, const std::string &which,
                                   const std::function<std::vector<Reading>(const rt::Plan &)> &readings);
  Tensor initialValue(const ast::Param &param, const std::vector<int64_t> &shape, uint64_t seed, uint64_t stream);

  SessionOptions options_;
  const Program &program_;
  Evaluator evaluator_;
  std::unique_ptr<FunctionCompiler> compiler_;
  std::map<const ast::CallableDecl *, Params> params_;
  std::map<const ast::DataDecl *, Value> data_;
  std::map<const ast::ProblemDecl *, Value> problems_;
  std::map<std::string, std::shared_ptr<const std::vector<double>>> states_;
  size_t stateNumbers_ = 0; // in all of them
  std::map<std::pair<const rt::Program *, std::string>, std::unique_ptr<rt::Program>> otherReadings_;
  rt::Workspace workspace_;
  std::shared_ptr<NoiseValue> noise_; // of the training under way
  uint64_t runs_ = 0; // numbers sampling calls, so that each draws anew
};

/// Throws the diagnostic of a failed result, at `span` if it has no place of its own.
template <typename T> T orThrow(Expected<T> result, Span span) {
  if (result)
    return std::move(*result);
  Diagnostic error = result.takeError();
  if (!error.span.file)
    error.span = span;
  throw Failure{std::move(error)};
}

} // namespace qml
