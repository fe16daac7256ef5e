// SPDX-License-Identifier: Apache-2.0
//
// From the syntax tree to MLIR: a circuit or func, with its sizes and compile-time arguments fixed, becomes one function of
// tensors. The evaluator walks the tree; this is its Stager.
#pragma once

#include "qml/Sema/Evaluator.h"
#include "qml/Sema/Noise.h"

#include <mlir/IR/Builders.h>
#include <mlir/IR/BuiltinOps.h>
#include <mlir/IR/OwningOpRef.h>

#include <deque>

namespace qml {

/// A trainable parameter of a declaration.
struct ParamKey {
  const ast::CallableDecl *decl = nullptr;
  std::string name;
  std::vector<int64_t> shape;
  bool operator==(const ParamKey &other) const { return decl == other.decl && name == other.name; }
};

/// A function of the module: its arguments are the run-time arguments, then the parameters, all tensors of f64.
struct Specialisation {
  std::string symbol;
  const ast::CallableDecl *decl = nullptr; // null for an expression
  std::vector<std::string> argumentNames;
  std::vector<std::vector<int64_t>> argumentShapes;
  std::vector<ParamKey> params;
  std::vector<std::vector<int64_t>> resultShapes;
  std::vector<size_t> boundArguments; // of a state recipe: which of its bound values the arguments are
  bool isTuple = false;
  std::vector<std::string> readingNames; // of a circuit, in order
  bool returnsReadings = false;          // its results are its readings, in order and unchanged
  bool isCircuit = false;
  unsigned numQubits = 0;
  bool takesSamples = false;   // itself, or in what it calls
  bool readsVariables = false; // holds for the values that Stager::readsVariable tells of
};

/// Whether arguments of this type are run-time values: floats and angles.
bool isRuntime(const ast::Type &type);

class IRGen : public Stager {
public:
  IRGen(Evaluator &evaluator, mlir::MLIRContext &context);
  ~IRGen() override;

  mlir::ModuleOp module() { return *module_; }

  /// The function for `callee` with `arguments`: arguments declared as floats are run-time values, of which only the shape
  /// counts, the others are compiled in. Throws Failure. The reference lives as long as this object.
  /// With `wholeState` the circuit's own readings give way to one of the whole state. With `noise` its channels are in the circuit, and
  /// in those that a func calls.
  const Specialisation &specialise(const Callable &callee, const Arguments &arguments, Span span, bool wholeState = false,
                                   const NoiseModel *noise = nullptr);
  /// A circuit that applies the gate recipe `recipe` (a gate with its angles bound) to fresh qubits and reads the state; the recipe's
  /// bound floats are its run-time arguments.
  const Specialisation &specialiseState(const Callable &recipe, Span span);
  /// The state that the gate recipe `recipe`, an expression in `scope`, prepares for a row `own` of `shape`; null if that is no
  /// function of `own` alone, but also of `other` or of what the program may change. The row is the first argument, the second
  /// has no effect. Recipes that say the same of their own rows have one specialisation, unless it is compiled before the other is
  /// asked for. `key` tells what else `scope` holds.
  const Specialisation *specialiseRowState(const ast::Expr &recipe, Scope &scope, const std::string &own, const std::string &other,
                                           const std::vector<int64_t> &shape, const std::string &key);
  /// A func of `names`, tensors of `shapes`, whose value is `expr` in `scope`.
  const Specialisation &specialiseExpr(const ast::Expr &expr, Scope &scope, const std::vector<std::string> &names,
                                       const std::vector<std::vector<int64_t>> &shapes, const std::string &symbol,
                                       const NoiseModel *noise = nullptr);

  void *constant(const Tensor &value) override;
  void *tensorOp(TensorOp op, const std::vector<void *> &operands, const std::vector<int64_t> &shape,
                 const std::vector<int64_t> &numbers, Span span) override;
  void allocate(int first, int count) override;
  void apply(const GateEvent &event) override;
  void *read(const Reading &reading, const std::string &name, const std::vector<int64_t> &shape, Span span) override;
  Value call(Evaluator &evaluator, const Callable &callee, std::vector<Value> arguments, Span span) override;
  void readsVariable() override;

private:
  struct Function;
  struct Nested;
  /// The noise model of what is specialised, until it goes out of scope.
  struct Noisy {
    IRGen &gen;
    const NoiseModel *outer;
    Noisy(IRGen &gen, const NoiseModel *noise) : gen(gen), outer(std::exchange(gen.noise_, noise)) {}
    ~Noisy() { gen.noise_ = outer; }
  };
  const Specialisation &specialiseInNoise(const Callable &callee, const Arguments &arguments, Span span, bool wholeState);
  void gate(const GateEvent &event);
  void channel(const ChannelValue &channel, std::span<const int> qubits, mlir::Location loc);
  void noiseAfter(const GateEvent &event);
  mlir::Location location(Span span);
  mlir::RankedTensorType tensorType(const std::vector<int64_t> &shape);
  mlir::Value constant(mlir::TypedAttr value);
  mlir::Value index(int64_t value);
  mlir::Value number(double value);
  mlir::Value scalar(const Value &value, Span span);
  mlir::Value asScalar(mlir::Value value);
  Dynamic argument(const std::string &name, const std::vector<int64_t> &shape);
  mlir::Value param(const ParamKey &key);
  void finish(Specialisation &spec, const Value &result, Span span);
  mlir::Value elementwise(TensorOp op, mlir::ValueRange operands, mlir::Location loc);
  mlir::Value structural(TensorOp op, mlir::ValueRange operands, const std::vector<int64_t> &shape,
                         const std::vector<int64_t> &numbers, mlir::Location loc);
  mlir::Value matmul(mlir::Value left, mlir::Value right, mlir::RankedTensorType type, mlir::Location loc);
  mlir::Value fold(TensorOp op, mlir::Value tensor, mlir::Location loc);
  mlir::Value extractAt(mlir::Value tensor, llvm::ArrayRef<int64_t> at, mlir::Location loc);

  Evaluator &evaluator_;
  mlir::MLIRContext &context_;
  mlir::OwningOpRef<mlir::ModuleOp> module_;
  mlir::OpBuilder builder_;
  Function *function_ = nullptr;
  const NoiseModel *noise_ = nullptr;
  std::deque<Specialisation> specialisations_;
  std::map<std::string, Specialisation *> known_;
  std::map<std::pair<const ast::Expr *, std::string>, const Specialisation *> rowStates_;
};

} // namespace qml
