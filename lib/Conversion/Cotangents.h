// SPDX-License-Identifier: Apache-2.0
//
// The cotangents of reverse mode: for each value, the derivative of the result by it, gathered from its uses.
#pragma once

#include "qml/Dialect/Dialects.h"

#include <mlir/Dialect/Arith/IR/Arith.h>

#include <map>

namespace qml {

class Cotangents {
public:
  explicit Cotangents(mlir::OpBuilder &builder) : builder_(builder) {}

  void add(mlir::Value value, mlir::Value cotangent);
  /// The gathered cotangent, zero if nothing hangs on `value`.
  mlir::Value of(mlir::Value value, mlir::Location loc);
  /// Hands the cotangents of the results of `op` on to its operands.
  mlir::LogicalResult pullBack(mlir::Operation *op);

private:
  bool has(mlir::Value value) const { return whole_.count(value) || elements_.count(value); }
  /// Adds to one element of a tensor; elements are gathered into a tensor only when it is asked for.
  void addElement(mlir::Value tensor, int64_t index, mlir::Value cotangent);
  mlir::LogicalResult pullBackScalar(mlir::Operation *op, mlir::Value g);
  mlir::LogicalResult pullBackTensor(mlir::Operation *op, mlir::Value g);
  mlir::LogicalResult pullBackProduct(mlir::Operation *op, mlir::Value g);
  mlir::Value number(mlir::Type like, double value, mlir::Location loc);
  mlir::Value zero(mlir::Type type, mlir::Location loc) { return number(type, 0, loc); }
  mlir::Value matmul(mlir::Value a, mlir::Value b, mlir::Location loc);
  mlir::Value transpose(mlir::Value matrix, mlir::Location loc);
  mlir::Value outer(mlir::Value column, mlir::Value row, mlir::Location loc);
  mlir::Value sum(mlir::Value tensor, mlir::Location loc);

  mlir::OpBuilder &builder_;
  bool hasChoice_ = false; // behind the operations that are still to come, so that some may count for nothing
  llvm::DenseMap<mlir::Value, mlir::Value> whole_;
  llvm::DenseMap<mlir::Value, std::map<int64_t, mlir::Value>> elements_;
};

} // namespace qml
