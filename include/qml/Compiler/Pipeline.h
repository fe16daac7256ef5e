// SPDX-License-Identifier: Apache-2.0
//
// The stages of compilation for the simulator, as named pipelines.
#pragma once

#include <mlir/IR/BuiltinOps.h>
#include <mlir/Pass/PassManager.h>

namespace qml {

/// Optimisation of circuits, at the level of `quantum`.
void buildCircuitPipeline(mlir::OpPassManager &pm);
/// Circuits to fused plans of the simulator.
void buildSimPipeline(mlir::OpPassManager &pm);
/// Everything inlined into functions of their own, gradients made.
void buildGradientPipeline(mlir::OpPassManager &pm);
/// Entry functions and their tensors to the LLVM dialect.
void buildLLVMPipeline(mlir::OpPassManager &pm);

/// Registers our passes and pipelines with MLIR's command line.
void registerPassesAndPipelines();

/// Registers what the pipelines need of dialects: inlining, bufferization.
void registerExtensions(mlir::DialectRegistry &registry);

} // namespace qml
