// SPDX-License-Identifier: Apache-2.0
//
// What the lowering of entry functions for one row and for many has in common.
#pragma once

#include "qml/Conversion/Passes.h"

namespace qml {

inline mlir::MemRefType bufferType(mlir::Type tensor) {
  auto type = mlir::cast<mlir::RankedTensorType>(tensor);
  return mlir::MemRefType::get(type.getShape(), type.getElementType());
}

/// The address of `buffer` as a number.
mlir::Value addressOf(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value buffer);

/// Loads the elements of `tensor` from its buffer, which nothing writes to while they are used: bufferization would compare
/// each of them with each other, which takes long where a circuit has many parameters.
void loadElements(mlir::bufferization::ToTensorOp tensor);

/// Turns `entry`, whose first arguments (attribute `qml.rows`) differ between rows, into
///   @entry(context, number of rows, argument buffers…, result buffers…)
/// where a buffer of an argument that differs holds `maxRows` rows. Results are added to their buffers, over all rows, or with
/// the attribute `qml.by_row` written to one row each. Plans run on all rows at once by
///   qml_rt_run_rows(context, plan, rows, slots, flags, readings) and
///   qml_rt_gradient_rows(context, plan, rows, slots, flags, cotangents, slot gradients),
/// `flags` a byte for each slot, those of rt::SlotRows.
void lowerRowEntry(mlir::func::FuncOp entry, mlir::func::FuncOp run, mlir::func::FuncOp gradient, const llvm::StringMap<int64_t> &plans);

/// Rows in the buffers of such an entry.
constexpr int64_t maxRows = 64;

} // namespace qml
