// SPDX-License-Identifier: Apache-2.0
//
// Runs any of our passes and pipelines, and MLIR's general passes, on textual IR.

#include "qml/Compiler/Pipeline.h"
#include "qml/Dialect/Dialects.h"

#include <mlir/Dialect/MemRef/IR/MemRef.h>
#include <mlir/Tools/mlir-opt/MlirOptMain.h>
#include <mlir/Transforms/Passes.h>

int main(int argc, char **argv) {
  mlir::DialectRegistry registry;
  qml::registerDialects(registry);
  qml::registerExtensions(registry);
  registry.insert<mlir::memref::MemRefDialect>();
  mlir::registerTransformsPasses();
  qml::registerPassesAndPipelines();
  return mlir::asMainReturnCode(mlir::MlirOptMain(argc, argv, "qml-opt: runs passes on IR of the quantum machine learning compiler\n", registry));
}
