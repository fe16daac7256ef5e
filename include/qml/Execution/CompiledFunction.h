// SPDX-License-Identifier: Apache-2.0
//
// Specialisations compiled to native code, and the textual stages in between.
#pragma once

#include "qml/Execution/Jit.h"
#include "qml/IRGen/IRGen.h"

#include <mlir/IR/MLIRContext.h>
#include <mlir/Pass/PassManager.h>

#include <functional>
#include <set>

namespace qml {

enum class EntryKind {
  Value,    // arguments and parameters -> results
  Gradient, // … -> value (one number), then its derivatives by chosen arguments
  Slots,    // of a circuit: … -> the slots of its plan
  ValueRows,    // as Value, for rows of arguments at once
  GradientRows, // as Gradient, summed over rows of arguments
};

/// Native code of one specialisation. Immutable: any number of threads may call it, each with a workspace of its own.
struct CompiledFunction {
  std::vector<std::reference_wrapper<const rt::Program>> plans; // the compiler's; that of a circuit is the first
  std::unique_ptr<Jit> jit;
  std::vector<int64_t> argumentSizes; // numbers in each argument, parameters included
  std::vector<int64_t> resultSizes;
  double seconds = 0; // that compiling took

  /// Of the largest state that its circuits take.
  unsigned numQubits() const;

  /// Calls it with buffers of `argumentSizes` and `resultSizes` numbers.
  rt::Result call(const rt::RunOptions &options, rt::Workspace &workspace, std::span<const double *const> arguments,
                  std::span<double *const> results) const;

  /// Of the kinds with rows: how many rows one call takes; 1 if calls row by row are no slower.
  size_t rowsPerCall(const rt::RunOptions &options) const;
  /// As `call`, for up to rowsPerCall() rows. An argument's buffer holds them one after the other, a parameter's is as ever.
  /// ValueRows writes results likewise; GradientRows adds to results. Buffers of arguments, and of results by row, have room
  /// for maxRows.
  rt::Result callRows(size_t rows, const rt::RunOptions &options, rt::Workspace &workspace, std::span<const double *const> arguments,
                      std::span<double *const> results) const;
  static constexpr size_t maxRows = 64;

private:
  rt::Result run(std::optional<size_t> rows, const rt::RunOptions &options, rt::Workspace &workspace, std::span<const double *const> arguments,
                 std::span<double *const> results) const;
};

class FunctionCompiler {
public:
  explicit FunctionCompiler(Evaluator &evaluator);
  ~FunctionCompiler();

  IRGen &irgen() { return *irgen_; }
  /// Compiles on first use. `wrt` are the arguments, parameters included, that a Gradient differentiates by. Throws Failure.
  const CompiledFunction &compile(const Specialisation &spec, EntryKind kind, Span span, const std::vector<int64_t> &wrt = {});
  /// The same for the kinds with rows; null if the function's plans are run in loops or branches, row by row.
  const CompiledFunction *compileRows(const Specialisation &spec, EntryKind kind, Span span, const std::vector<int64_t> &wrt = {});
  /// The module of `spec` after `stage`: "qml" (as generated), "quantum" (optimised), "sim" or "llvm". Before anything is compiled here,
  /// which changes the module.
  std::string print(const Specialisation &spec, EntryKind kind, const std::string &stage, Span span);
  /// The optimised circuit of `spec`, before it is compiled, with the names of its slots' inputs.
  mlir::OwningOpRef<mlir::ModuleOp> circuitModule(const Specialisation &spec, Span span);

private:
  void lower(const Specialisation &spec, Span span);
  mlir::OwningOpRef<mlir::ModuleOp> extract(const Specialisation &spec);
  void addEntry(mlir::ModuleOp module, const Specialisation &spec, EntryKind kind, const std::vector<int64_t> &wrt);
  void lowerToLLVM(mlir::ModuleOp module, Span span);
  void run(mlir::ModuleOp module, llvm::function_ref<void(mlir::OpPassManager &)> pipeline, Span span);

  mlir::MLIRContext context_;
  std::unique_ptr<IRGen> irgen_;
  std::set<std::string> lowered_; // symbols of specialisations in the sim dialect
  /// Plans are held here, by their symbols, those of the module are empty: nothing that is compiled hangs on more of a plan than its
  /// name and number of slots, and a large one takes long to print and to walk over.
  std::map<std::string, rt::Program> programs_;
  std::map<std::tuple<std::string, EntryKind, std::vector<int64_t>>, std::unique_ptr<CompiledFunction>> compiled_;
};

/// The places of the parameters of `spec` among its arguments.
std::vector<int64_t> paramPositions(const Specialisation &spec);

} // namespace qml
