// SPDX-License-Identifier: Apache-2.0
//
// Numbers that the same operations compute, from elements of the same tensors at other places and with other constants: loops compute
// them with tables of these. One by one, thousands of them keep LLVM busy for seconds.
#pragma once

#include "qml/Conversion/Passes.h"

namespace qml {

/// Some of a list of numbers.
struct Part {
  enum class Kind {
    Run,   // elements of `source` that lie one after the other from `place` on
    Alike, // computed as `model` is, the first of them, but for what the tables have
    Others
  };
  Kind kind = Kind::Others;
  mlir::SmallVector<int64_t> numbers = {}; // which of the list
  mlir::Value source = {};
  int64_t place = 0; // in the order of memory
  mlir::Value model = {};
  mlir::SmallVector<mlir::Value> inputs = {}; // of the model: tensors, and what is taken as it is
  /// For each tensor and each constant of the model, in the order in which its operations take them, those of all numbers.
  std::vector<mlir::SmallVector<int64_t>> places = {};
  std::vector<mlir::SmallVector<double>> constants = {};
};

/// `numbers` in runs of `shortest` or more, `fewest` or more that are computed alike, and others.
std::vector<Part> partsOf(mlir::ValueRange numbers, size_t shortest, size_t fewest);

/// Element `i` of `values`, by a formula where they go in steps, else from a table.
mlir::Value tabulated(mlir::OpBuilder &builder, mlir::Location loc, mlir::ArrayRef<int64_t> values, mlir::Value i);

/// Number `i` of `part`, which are alike. `actual` gives what stands for an input, tensors with one axis.
mlir::Value computeAlike(mlir::OpBuilder &builder, mlir::Location loc, const Part &part, mlir::Value i,
                         mlir::function_ref<mlir::Value(mlir::Value)> actual);

/// `input`, if it is a tensor, with its axes joined to one.
mlir::Value flattened(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value input);

/// Axes 0 to `rank` - 1, to be joined to one.
inline mlir::SmallVector<mlir::ReassociationIndices> allAxes(int64_t rank) { return {llvm::to_vector<2>(llvm::seq<int64_t>(0, rank))}; }

} // namespace qml
