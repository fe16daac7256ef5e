// SPDX-License-Identifier: Apache-2.0
//
// Reverse-mode differentiation of straight-line tensor code. Each `qml.value_and_grad @f` is replaced by the body of @f
// followed by its adjoint: operations in reverse, each adding to the cotangents of its operands. A plan's derivative is
// the adjoint method.

#include "Cotangents.h"

#include "qml/Conversion/Passes.h"

#include <mlir/Dialect/Math/IR/Math.h>

using namespace mlir;

namespace qml {
#define GEN_PASS_DEF_DIFFERENTIATE
#include "qml/Conversion/Passes.h.inc"

namespace {

/// Clones the body of `callee` before `op`; returns what it returns. The clones are collected in order.
SmallVector<Value> cloneBody(OpBuilder &builder, func::FuncOp callee, ValueRange arguments,
                             SmallVectorImpl<Operation *> &clones) {
  IRMapping mapping;
  mapping.map(callee.getArguments(), arguments);
  SmallVector<Value> results;
  for (Operation &op : callee.getBody().front()) {
    if (auto ret = dyn_cast<func::ReturnOp>(op)) {
      for (Value value : ret.getOperands())
        results.push_back(mapping.lookupOrDefault(value));
      break;
    }
    clones.push_back(builder.clone(op, mapping));
  }
  return results;
}

struct Differentiate : impl::DifferentiateBase<Differentiate> {
  LogicalResult expand(ml::ValueAndGradOp op) {
    auto callee = getOperation().lookupSymbol<func::FuncOp>(op.getCallee());
    if (!callee || !llvm::hasSingleElement(callee.getBody()))
      return op.emitError("only straight-line functions can be differentiated");
    auto resultTypes = callee.getFunctionType().getResults();
    auto resultType = resultTypes.size() == 1 ? dyn_cast<RankedTensorType>(resultTypes[0]) : RankedTensorType();
    if (!resultType || resultType.getRank() != 0)
      return op.emitError("only a function of one number has a gradient");
    OpBuilder builder(op);
    // Arguments get values of their own, so that one passed twice has two cotangents.
    SmallVector<Value> arguments;
    for (Value argument : op.getOperands_())
      arguments.push_back(isa<RankedTensorType>(argument.getType())
                              ? tensor::CastOp::create(builder, op.getLoc(), argument.getType(), argument).getResult()
                              : argument);
    SmallVector<Operation *> clones;
    Value value = cloneBody(builder, callee, arguments, clones)[0];
    Cotangents cotangents(builder);
    cotangents.add(value, arith::ConstantOp::create(builder, op.getLoc(), DenseElementsAttr::get(resultType, 1.0)));
    for (Operation *clone : llvm::reverse(clones))
      if (failed(cotangents.pullBack(clone)))
        return failure();
    SmallVector<Value> results{value};
    for (int64_t index : op.getWrt())
      results.push_back(cotangents.of(arguments[index], op.getLoc()));
    op.replaceAllUsesWith(results);
    op.erase();
    return success();
  }

  void runOnOperation() override {
    SmallVector<ml::ValueAndGradOp> requests;
    getOperation().walk([&](ml::ValueAndGradOp op) { requests.push_back(op); });
    for (ml::ValueAndGradOp op : requests)
      if (failed(expand(op)))
        return signalPassFailure();
  }
};

} // namespace
} // namespace qml
