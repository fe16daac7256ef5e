// SPDX-License-Identifier: Apache-2.0
//
// The stages of compilation for the simulator, as named pipelines.
#pragma once

#include "qml-runtime/Plan.h"

#include <mlir/IR/BuiltinOps.h>
#include <mlir/Pass/PassManager.h>

namespace qml {

/// Circuits as straight-line gates, optimised, at the level of `quantum`.
void buildCircuitPipeline(mlir::OpPassManager &pm);
/// Circuits, optimised, to fused plans of the simulator: they become operations, or go to `plans`, in the order of the `sim.plan`.
void buildSimPipeline(mlir::OpPassManager &pm, std::vector<rt::Plan> *plans = nullptr);
/// Everything inlined into functions of their own, gradients made.
void buildGradientPipeline(mlir::OpPassManager &pm);
/// Entry functions and their tensors to the LLVM dialect.
void buildLLVMPipeline(mlir::OpPassManager &pm);

/// Registers our passes and pipelines with MLIR's command line.
void registerPassesAndPipelines();

/// Registers what the pipelines need of dialects: inlining, bufferization.
void registerExtensions(mlir::DialectRegistry &registry);

} // namespace qml
