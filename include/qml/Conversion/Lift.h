// SPDX-License-Identifier: Apache-2.0
//
// Between the `quantum` dialect and the compact circuit: a function's straight-line gates are lifted into a Circuit, optimised
// there, and written back or turned into a plan.
#pragma once

#include "qml/Circuit/Circuit.h"
#include "qml/Circuit/Observable.h"
#include "qml/Dialect/Dialects.h"

#include <mlir/Dialect/Func/IR/FuncOps.h>

namespace qml {

struct LiftedCircuit {
  Circuit circuit;
  llvm::SmallVector<mlir::Value> slots;    // f64 value of each input slot
  std::vector<Reading> readings;
  llvm::SmallVector<quantum::ReadOp> reads;
  llvm::SmallVector<mlir::Value> initial;  // of each qubit: its first value
  llvm::SmallVector<mlir::Value> last;     // of each qubit: its value after all gates, before the readings
  llvm::SmallVector<mlir::Operation *> ops; // lifted, in order
};

/// Lifts the gates of `function`, which must be one block in which all gates precede the readings. Angles become affine in slots as
/// far as their computation shows it.
mlir::FailureOr<LiftedCircuit> liftCircuit(mlir::func::FuncOp function);

/// Replaces the lifted operations by those of `lifted.circuit`, as a pass left it.
void writeBack(LiftedCircuit &lifted);

/// Lifts the circuit of `function` and writes it back if `change` says that it changed it. A function without qubits is left alone.
llvm::LogicalResult rewriteCircuit(mlir::func::FuncOp function, llvm::function_ref<bool(LiftedCircuit &)> change);

/// Whether the function holds qubits at all.
bool isQuantum(mlir::func::FuncOp function);

} // namespace qml
