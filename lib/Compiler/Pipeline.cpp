// SPDX-License-Identifier: Apache-2.0
//
// Which passes run, in which order, and why there.

#include "qml/Compiler/Pipeline.h"

#include "qml/Conversion/Passes.h"

#include <mlir/Conversion/AffineToStandard/AffineToStandard.h>
#include <mlir/Conversion/ArithToLLVM/ArithToLLVM.h>
#include <mlir/Conversion/ControlFlowToLLVM/ControlFlowToLLVM.h>
#include <mlir/Conversion/FuncToLLVM/ConvertFuncToLLVMPass.h>
#include <mlir/Conversion/MathToLLVM/MathToLLVM.h>
#include <mlir/Conversion/MathToLibm/MathToLibm.h>
#include <mlir/Conversion/MemRefToLLVM/MemRefToLLVM.h>
#include <mlir/Conversion/ReconcileUnrealizedCasts/ReconcileUnrealizedCasts.h>
#include <mlir/Conversion/SCFToControlFlow/SCFToControlFlow.h>
#include <mlir/Conversion/UBToLLVM/UBToLLVM.h>
#include <mlir/Dialect/Affine/Transforms/Passes.h>
#include <mlir/Dialect/Arith/Transforms/BufferizableOpInterfaceImpl.h>
#include <mlir/Dialect/Bufferization/Transforms/FuncBufferizableOpInterfaceImpl.h>
#include <mlir/Dialect/Bufferization/Transforms/OneShotAnalysis.h>
#include <mlir/Dialect/Bufferization/Transforms/Passes.h>
#include <mlir/Dialect/Func/Extensions/InlinerExtension.h>
#include <mlir/Dialect/Linalg/Passes.h>
#include <mlir/Dialect/Linalg/Transforms/BufferizableOpInterfaceImpl.h>
#include <mlir/Dialect/MemRef/Transforms/Passes.h>
#include <mlir/Dialect/SCF/Transforms/BufferizableOpInterfaceImpl.h>
#include <mlir/Dialect/Tensor/Transforms/BufferizableOpInterfaceImpl.h>
#include <mlir/Pass/PassRegistry.h>
#include <mlir/Transforms/InliningUtils.h>
#include <mlir/Transforms/Passes.h>

using namespace mlir;

namespace qml {

static void buildStraightLinePipeline(OpPassManager &pm) {
  // Straight-line gates first: a loop may call gates by an index, and a called gate is itself unrolled before it is
  // inlined.
  pm.addNestedPass<func::FuncOp>(createUnrollLoops());
  pm.addPass(createInlineCalls());
  // Before all that works on gates, so that angles are seen as affine in single inputs.
  pm.addNestedPass<func::FuncOp>(createScalarizeAngles());
  // An input that is read twice becomes one slot.
  pm.addNestedPass<func::FuncOp>(createShareValues());
}

void buildCircuitPipeline(OpPassManager &pm) {
  buildStraightLinePipeline(pm);
  pm.addNestedPass<func::FuncOp>(createOptimizeCircuit());
#ifndef NDEBUG
  pm.addNestedPass<func::FuncOp>(createVerifyLinearity());
#endif
}

void buildSimPipeline(OpPassManager &pm, std::vector<rt::Plan> *plans) {
  buildStraightLinePipeline(pm);
  pm.addPass(createQuantumToSim(plans));
}

void buildGradientPipeline(OpPassManager &pm) {
  pm.addPass(createInlinerPass());
  pm.addPass(createDifferentiate());
  // The derivative repeats what the value computed.
  pm.addNestedPass<func::FuncOp>(createScalarizeAngles());
  pm.addNestedPass<func::FuncOp>(createShareValues());
  pm.addNestedPass<func::FuncOp>(createJoinGradients());
  pm.addNestedPass<func::FuncOp>(createGatherElements());
  pm.addPass(createLowerEntries());
}

void buildLLVMPipeline(OpPassManager &pm) {
  pm.addPass(createConvertElementwiseToLinalgPass());
  bufferization::OneShotBufferizePassOptions options;
  options.allowUnknownOps = true;
  pm.addPass(bufferization::createOneShotBufferizePass(options));
  pm.addNestedPass<func::FuncOp>(createConvertLinalgToLoopsPass());
  pm.addPass(memref::createExpandStridedMetadataPass());
  pm.addPass(createLowerAffinePass());
  pm.addPass(createSCFToControlFlowPass());
  pm.addPass(createConvertMathToLLVMPass());
  pm.addPass(createConvertMathToLibmPass());
  pm.addPass(createArithToLLVMConversionPass());
  pm.addPass(createFinalizeMemRefToLLVMConversionPass());
  ConvertFuncToLLVMPassOptions bare;
  bare.useBarePtrCallConv = true;
  pm.addPass(createConvertFuncToLLVMPass(bare));
  pm.addPass(createConvertControlFlowToLLVMPass());
  pm.addPass(createUBToLLVMConversionPass());
  pm.addPass(createReconcileUnrealizedCastsPass());
}

void registerPassesAndPipelines() {
  registerQmlPasses();
  PassPipelineRegistration<>("qml-circuit-pipeline", "Optimise circuits", buildCircuitPipeline);
  PassPipelineRegistration<>("qml-sim-pipeline", "Turn circuits into fused plans of the simulator",
                             [](OpPassManager &pm) { buildSimPipeline(pm); });
  PassPipelineRegistration<>("qml-gradient-pipeline", "Inline, differentiate and lower entry functions",
                             buildGradientPipeline);
  PassPipelineRegistration<>("qml-llvm-pipeline", "Lower tensors and entry functions to the LLVM dialect",
                             buildLLVMPipeline);
}

namespace {
/// Our operations may move to where they are called.
struct Inlinable : DialectInlinerInterface {
  using DialectInlinerInterface::DialectInlinerInterface;
  bool isLegalToInline(Operation *, Region *, bool, IRMapping &) const final { return true; }
};
} // namespace

void registerExtensions(DialectRegistry &registry) {
  func::registerInlinerExtension(registry);
  arith::registerBufferizableOpInterfaceExternalModels(registry);
  bufferization::func_ext::registerBufferizableOpInterfaceExternalModels(registry);
  linalg::registerBufferizableOpInterfaceExternalModels(registry);
  scf::registerBufferizableOpInterfaceExternalModels(registry);
  tensor::registerBufferizableOpInterfaceExternalModels(registry);
  registry.addExtension(+[](MLIRContext *, sim::SimDialect *dialect) { dialect->addInterfaces<Inlinable>(); });
  registry.addExtension(+[](MLIRContext *, ml::QmlDialect *dialect) { dialect->addInterfaces<Inlinable>(); });
  registry.addExtension(+[](MLIRContext *, quantum::QuantumDialect *dialect) { dialect->addInterfaces<Inlinable>(); });
}

} // namespace qml
