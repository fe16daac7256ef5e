// SPDX-License-Identifier: Apache-2.0
//
// The project's passes and what they share.
#pragma once

#include "qml/Dialect/Dialects.h"

#include "qml-runtime/Plan.h"

#include <mlir/Dialect/Arith/IR/Arith.h>
#include <mlir/Dialect/Bufferization/IR/Bufferization.h>
#include <mlir/Dialect/Func/IR/FuncOps.h>
#include <mlir/Dialect/Linalg/IR/Linalg.h>
#include <mlir/Dialect/MemRef/IR/MemRef.h>
#include <mlir/Dialect/Tensor/IR/Tensor.h>
#include <mlir/Pass/Pass.h>

namespace qml {

/// Numbers that are computed alike in loops, elements that are copied in runs; fewer are as good one by one.
constexpr unsigned fewestAlike = 64, shortestRun = 16;

/// The attribute of a constant, null if `value` is none. MLIR's matchers fold operations to find out, which takes longer.
template <typename Attr>
Attr constantOf(mlir::Value value) {
  auto constant = value.getDefiningOp<mlir::arith::ConstantOp>();
  return constant ? mlir::dyn_cast<Attr>(constant.getValue()) : Attr();
}

/// The place of an element in the memory of its tensor, if its indices are constants.
std::optional<int64_t> placeOf(mlir::tensor::ExtractOp element);

#define GEN_PASS_DECL
#include "qml/Conversion/Passes.h.inc"
#define GEN_PASS_REGISTRATION
#include "qml/Conversion/Passes.h.inc"

/// QuantumToSim with its default options that appends plans to `plans`, unless it is null, and leaves their operations empty:
/// those of a large plan take longer to write than the plan took to make.
std::unique_ptr<mlir::Pass> createQuantumToSim(std::vector<rt::Plan> *plans);

} // namespace qml
