// SPDX-License-Identifier: Apache-2.0
//
// Runs any of our passes, and of MLIR's, on textual IR.

#include "qml/Compiler/Pipeline.h"
#include "qml/Dialect/Dialects.h"

#include <mlir/InitAllDialects.h>
#include <mlir/InitAllExtensions.h>
#include <mlir/InitAllPasses.h>
#include <mlir/Tools/mlir-opt/MlirOptMain.h>

int main(int argc, char **argv) {
  mlir::DialectRegistry registry;
  mlir::registerAllDialects(registry);
  mlir::registerAllExtensions(registry);
  qml::registerDialects(registry);
  qml::registerExtensions(registry);
  mlir::registerAllPasses();
  qml::registerPassesAndPipelines();
  return mlir::asMainReturnCode(mlir::MlirOptMain(argc, argv, "qml-opt: runs passes on IR of the quantum machine learning compiler\n", registry));
}
