// SPDX-License-Identifier: Apache-2.0
//
// The function under construction.
#pragma once

#include "qml/Dialect/Dialects.h"
#include "qml/IRGen/IRGen.h"

#include <mlir/Dialect/Arith/IR/Arith.h>
#include <mlir/Dialect/Func/IR/FuncOps.h>

#include <unordered_map>

namespace qml {

struct IRGen::Function {
  mlir::func::FuncOp op;
  unsigned numArguments = 0; // those that are no parameters
  std::vector<std::string> argumentNames;
  std::vector<std::vector<int64_t>> argumentShapes;
  std::vector<ParamKey> params;
  bool takesSamples = false;
  bool readsVariables = false;
  llvm::SmallVector<mlir::Value> qubits; // the current value of each
  std::vector<std::string> readingNames;
  llvm::SmallVector<mlir::Value> reads; // the readings' values, in order
  // A long circuit takes the same few numbers again and again.
  llvm::DenseMap<mlir::Attribute, mlir::Value> constants; // tensors
  llvm::DenseMap<int64_t, mlir::Value> indices;
  std::unordered_map<uint64_t, mlir::Value> numbers; // by their bits
  llvm::DenseMap<std::pair<mlir::Value, int64_t>, mlir::Value> elements; // by tensor and place in memory
};

/// Enters a new function; the outer one goes on when this ends. A function not marked done is erased.
struct IRGen::Nested {
  IRGen &gen;
  mlir::OpBuilder::InsertionGuard guard;
  Function *outer;
  Function function;
  bool done = false;
  Nested(IRGen &gen, const std::string &symbol, Span span);
  ~Nested();
};

} // namespace qml
