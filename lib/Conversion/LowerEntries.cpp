// SPDX-License-Identifier: Apache-2.0
//
// Entry functions in the form the host calls: @entry(context, argument buffers…, result buffers…). Plans run by calls
// qml_rt_run(context, plan number, slots, readings) and qml_rt_gradient(context, plan number, slots, cotangent, slot gradient), all i64:
// a plan's number is its place among the module's plans. Entries for many rows at once are in RowEntries.cpp.

#include "EntryLowering.h"

using namespace mlir;

namespace qml {
#define GEN_PASS_DEF_LOWERENTRIES
#include "qml/Conversion/Passes.h.inc"

Value addressOf(OpBuilder &builder, Location loc, Value buffer) {
  Value index = memref::ExtractAlignedPointerAsIndexOp::create(builder, loc, buffer);
  return arith::IndexCastOp::create(builder, loc, builder.getI64Type(), index);
}

void loadElements(bufferization::ToTensorOp tensor) {
  for (Operation *user : llvm::make_early_inc_range(tensor->getUsers()))
    if (auto element = dyn_cast<tensor::ExtractOp>(user)) {
      OpBuilder builder(element);
      Value number = memref::LoadOp::create(builder, element.getLoc(), tensor.getBuffer(), element.getIndices());
      element.replaceAllUsesWith(number);
      element.erase();
    }
  if (tensor.use_empty())
    tensor.erase();
}

namespace {

struct LowerEntries : impl::LowerEntriesBase<LowerEntries> {
  func::FuncOp declare(StringRef name, unsigned numArguments) {
    OpBuilder builder = OpBuilder::atBlockBegin(getOperation().getBody());
    SmallVector<Type> inputs(numArguments, builder.getI64Type());
    auto op = func::FuncOp::create(builder, getOperation().getLoc(), name, builder.getFunctionType(inputs, {}));
    op.setPrivate();
    return op;
  }

  /// Replaces `op` (sim.run or sim.gradient) by a call that writes a fresh buffer.
  void callRuntime(Operation *op, func::FuncOp callee, Value context, int64_t plan) {
    OpBuilder builder(op);
    Location loc = op->getLoc();
    SmallVector<Value> operands{context, arith::ConstantIntOp::create(builder, loc, plan, 64)};
    for (Value tensor : op->getOperands()) {
      Value buffer = bufferization::ToBufferOp::create(builder, loc, bufferType(tensor.getType()), tensor, /*read_only=*/true);
      operands.push_back(addressOf(builder, loc, buffer));
    }
    Value out = memref::AllocOp::create(builder, loc, bufferType(op->getResult(0).getType()));
    operands.push_back(addressOf(builder, loc, out));
    func::CallOp::create(builder, loc, callee, operands);
    auto result = bufferization::ToTensorOp::create(builder, loc, op->getResult(0).getType(), out, /*restrict=*/true, /*writable=*/false);
    op->replaceAllUsesWith(ValueRange(result.getResult()));
    op->erase();
    loadElements(result);
  }

  void lower(func::FuncOp entry, func::FuncOp run, func::FuncOp gradient, const llvm::StringMap<int64_t> &plans) {
    OpBuilder builder(entry);
    Block &block = entry.getBody().front();
    Location loc = entry.getLoc();
    auto ret = cast<func::ReturnOp>(block.getTerminator());
    SmallVector<Type> inputs{builder.getI64Type()};
    // Arguments: a context, then buffers in the place of the tensors.
    Value context = block.insertArgument(0u, builder.getI64Type(), loc);
    builder.setInsertionPointToStart(&block);
    SmallVector<bufferization::ToTensorOp> tensors;
    for (unsigned i = 1, e = block.getNumArguments(); i < e; ++i) {
      BlockArgument argument = block.getArgument(i);
      Type tensorType = argument.getType();
      argument.setType(bufferType(tensorType));
      auto tensor = bufferization::ToTensorOp::create(builder, loc, tensorType, argument, /*restrict=*/true, /*writable=*/false);
      argument.replaceAllUsesExcept(tensor.getResult(), tensor);
      tensors.push_back(tensor);
      inputs.push_back(argument.getType());
    }
    for (auto tensor : tensors)
      loadElements(tensor);
    builder.setInsertionPoint(ret);
    for (Value result : ret.getOperands()) {
      Value out = block.addArgument(bufferType(result.getType()), loc);
      inputs.push_back(out.getType());
      auto store = bufferization::MaterializeInDestinationOp::create(builder, loc, result, out);
      store.setRestrict(true);
      store.setWritable(true);
    }
    func::ReturnOp::create(builder, loc);
    ret.erase();
    entry.setFunctionType(builder.getFunctionType(inputs, {}));
    entry.removeArgAttrsAttr();
    entry.removeResAttrsAttr();
    SmallVector<Operation *> runs;
    entry.walk([&](Operation *op) {
      if (isa<sim::RunOp, sim::GradientOp>(op))
        runs.push_back(op);
    });
    for (Operation *op : runs) {
      auto name = op->getAttrOfType<FlatSymbolRefAttr>("plan").getValue();
      callRuntime(op, isa<sim::RunOp>(op) ? run : gradient, context, plans.lookup(name));
    }
  }

  void runOnOperation() override {
    llvm::StringMap<int64_t> plans;
    for (auto plan : getOperation().getOps<sim::PlanOp>())
      plans.try_emplace(plan.getSymName(), plans.size());
    func::FuncOp run = declare("qml_rt_run", 4), gradient = declare("qml_rt_gradient", 5);
    func::FuncOp runRows = declare("qml_rt_run_rows", 6), gradientRows = declare("qml_rt_gradient_rows", 7);
    for (auto function : llvm::make_early_inc_range(getOperation().getOps<func::FuncOp>())) {
      if (function->hasAttr("qml.rows"))
        lowerRowEntry(function, runRows, gradientRows, plans);
      else if (function->hasAttr("qml.entry"))
        lower(function, run, gradient, plans);
      else if (!function.isExternal())
        function.erase();
    }
    for (auto plan : llvm::make_early_inc_range(getOperation().getOps<sim::PlanOp>()))
      plan.erase();
  }
};

} // namespace
} // namespace qml
