// SPDX-License-Identifier: Apache-2.0
//
// The `qml` dialect: verifiers of calls; registration of all dialects.

#include "qml/Dialect/Dialects.h"

#include <mlir/Dialect/Bufferization/IR/Bufferization.h>
#include <mlir/Dialect/Linalg/IR/Linalg.h>
#include <mlir/IR/DialectImplementation.h>

using namespace mlir;
using namespace qml::ml;

#include "qml/Dialect/QmlDialect.cpp.inc"
#define GET_OP_CLASSES
#include "qml/Dialect/Qml.cpp.inc"

void QmlDialect::initialize() {
  addOperations<
#define GET_OP_LIST
#include "qml/Dialect/Qml.cpp.inc"
      >();
}

/// The function that `op` calls, if its arguments fit.
static func::FuncOp checkedCallee(Operation *op, FlatSymbolRefAttr name, ValueRange operands,
                                  SymbolTableCollection &tables) {
  auto callee = tables.lookupNearestSymbolFrom<func::FuncOp>(op, name);
  if (!callee) {
    op->emitOpError("calls `") << name.getValue() << "`, which is not a function";
    return {};
  }
  if (TypeRange(callee.getFunctionType().getInputs()) != TypeRange(operands)) {
    op->emitOpError("passes arguments of other types than `") << name.getValue() << "` takes";
    return {};
  }
  return callee;
}

LogicalResult RunOp::verifySymbolUses(SymbolTableCollection &tables) {
  auto callee = checkedCallee(*this, getCircuitAttr(), getOperands_(), tables);
  if (!callee)
    return failure();
  if (TypeRange(callee.getFunctionType().getResults()) != getResultTypes())
    return emitOpError("yields other types than `") << getCircuit() << "` returns";
  return success();
}

LogicalResult ValueAndGradOp::verifySymbolUses(SymbolTableCollection &tables) {
  auto callee = checkedCallee(*this, getCalleeAttr(), getOperands_(), tables);
  if (!callee)
    return failure();
  auto number = RankedTensorType::get({}, Float64Type::get(getContext()));
  if (getValue().getType() != number || callee.getFunctionType().getResults() != ArrayRef<Type>(number))
    return emitOpError("the value of `") << getCallee() << "` is not one number";
  if (getGradients().size() != getWrt().size())
    return emitOpError("needs one gradient per number in `wrt`");
  for (auto [index, gradient] : llvm::zip(getWrt(), getGradients()))
    if (index < 0 || size_t(index) >= getOperands_().size() || gradient.getType() != getOperands_()[index].getType())
      return emitOpError("gradients are shaped like their arguments");
  return success();
}

void qml::registerDialects(DialectRegistry &registry) {
  registry.insert<quantum::QuantumDialect, sim::SimDialect, ml::QmlDialect, func::FuncDialect, arith::ArithDialect,
                  math::MathDialect, tensor::TensorDialect, scf::SCFDialect, linalg::LinalgDialect, LLVM::LLVMDialect,
                  bufferization::BufferizationDialect>();
}
