// SPDX-License-Identifier: Apache-2.0
//
// Elements that the same operations compute, from elements of the same tensors at other places and with other constants: loops compute
// them with tables of these. One by one, thousands of elements keep LLVM busy for seconds.
#pragma once

#include "qml/Conversion/Passes.h"

namespace qml {

/// Where an element comes from: `source` is null if it is no element of a tensor at a place that is known.
struct Origin {
  mlir::Value source;
  int64_t place = 0; // in the order of memory
};

Origin originOf(mlir::Value element);

/// How an element is computed: its operations and tensors, and apart from them its places in these and its constants, in the order of
/// the operands.
struct Recipe {
  std::vector<const void *> shape;
  mlir::SmallVector<mlir::Value> inputs; // the tensors, and what is taken as it is
  mlir::SmallVector<int64_t> places;
  mlir::SmallVector<double> constants;
};

/// A part of some elements: a run of a tensor, some that are computed alike, or some that are neither.
struct Part {
  Origin origin = {};
  mlir::SmallVector<int64_t> elements = {};
  std::vector<Recipe> recipes = {};
};

/// `elements` in runs of `shortest` or more, `fewest` or more that are computed alike, and others.
std::vector<Part> partsOf(mlir::ValueRange elements, size_t shortest, size_t fewest);

/// Number `i` of `values`, by a formula where they go in steps, else from a table.
mlir::Value tabulated(mlir::OpBuilder &builder, mlir::Location loc, mlir::ArrayRef<int64_t> values, mlir::Value i);

/// Element `i` of `part`, which are computed as `model` is, the first of them. `actual` gives what stands for an input, tensors with one
/// axis.
mlir::Value computeAlike(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value model, const Part &part, mlir::Value i,
                         mlir::function_ref<mlir::Value(mlir::Value)> actual);

/// Axes 0 to `rank` - 1, to be joined to one.
inline mlir::ReassociationIndices allAxes(int64_t rank) { return llvm::to_vector<2>(llvm::seq<int64_t>(0, rank)); }

} // namespace qml
