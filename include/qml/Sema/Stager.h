// SPDX-License-Identifier: Apache-2.0
//
// What the evaluator hands on when a value is known at run time only: tensor operations, gates, readings. IRGen turns these
// into MLIR; the checker only lets the evaluator find errors.
#pragma once

#include "qml/Sema/Value.h"

namespace qml {

enum class TensorOp {
  // Elementwise; a scalar operand is repeated.
  Neg, Add, Sub, Mul, Div, Pow, Min, Max, Exp, Log, Sqrt, Sin, Cos, Tan, Asin, Acos, Atan, Tanh, Abs, Sign, Sigmoid, Relu,
  Less, Greater, LessEqual, GreaterEqual, Equal, NotEqual, // 1.0 or 0.0
  Select,    // (condition, then, otherwise)
  // Reductions of all elements.
  Sum, Product, MaxAll, MinAll,
  // Structure.
  MatMul,    // (vector or matrix) times (vector or matrix)
  Transpose, // of a matrix
  Index,     // sub-tensor at constant leading indices `numbers`
  Pick,      // element of a vector at a run-time index: (vector, index)
  Slice,     // along the first axis: numbers = start, step
  Stack,     // operands of one shape along a new first axis
  Concat,    // along the first axis
  Reshape,
};

/// A gate on known qubits, controls first.
struct GateEvent {
  const GateRow *row = nullptr; // null: a barrier
  std::vector<int> qubits;
  unsigned numControls = 0;     // beyond those of the row
  uint32_t negated = 0;         // bit i: control i acts on |0>
  bool adjoint = false;
  std::vector<Value> angles;    // numbers or scalars of type Dynamic
  Span span;
};

class Stager {
public:
  virtual ~Stager() = default;
  virtual void *constant(const Tensor &value) = 0;
  virtual void *tensorOp(TensorOp op, const std::vector<void *> &operands, const std::vector<int64_t> &shape,
                         const std::vector<int64_t> &numbers, Span span) = 0;
  /// New qubits in |0>, numbered from `first`.
  virtual void allocate(int first, int count) = 0;
  virtual void apply(const GateEvent &event) = 0;
  /// A final reading; `name` is how the program calls it (sample and counts are one kind of reading).
  virtual void *read(const Reading &reading, const std::string &name, const std::vector<int64_t> &shape, Span span) = 0;
  /// Calls a circuit or func of the program from a func; `arguments` are the run-time ones.
  virtual Value call(Evaluator &evaluator, const Callable &callee, std::vector<Value> arguments, Span span) = 0;
  /// What is staged takes a present value that the program may change: a parameter of another circuit, `model.w`.
  virtual void readsVariable() = 0;
};

} // namespace qml
