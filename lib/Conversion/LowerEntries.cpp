// SPDX-License-Identifier: Apache-2.0
//
// Entry functions in the form the host calls: @entry(context, argument buffers…, result buffers…). Plans run by calls
// qml_rt_run(context, plan number, slots, readings, whether a gradient with these slots follows),
// qml_rt_gradient(context, plan number, slots, cotangent, slot gradient) and
// qml_rt_run_with_gradient(context, plan number, slots, cotangent, readings, slot gradient), all i64: a plan's number is its place among
// the module's plans. Entries for many rows at once are in RowEntries.cpp.

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

  /// The runtime's functions for sim.run and its kind.
  struct Callees {
    func::FuncOp run, gradient, both;
    func::FuncOp of(Operation *op) { return isa<sim::RunOp>(op) ? run : isa<sim::GradientOp>(op) ? gradient : both; }
  };

  /// Whether a gradient goes on from the state of `run`.
  static bool isContinued(sim::RunOp run) {
    return llvm::any_of(run.getSlots().getUsers(), [&](Operation *user) {
      auto gradient = dyn_cast<sim::GradientOp>(user);
      return gradient && gradient.getPlan() == run.getPlan();
    });
  }

  /// Replaces `op` by a call that writes fresh buffers.
  void callRuntime(Operation *op, func::FuncOp callee, Value context, int64_t plan) {
    OpBuilder builder(op);
    Location loc = op->getLoc();
    SmallVector<Value> operands{context, arith::ConstantIntOp::create(builder, loc, plan, 64)};
    for (Value tensor : op->getOperands()) {
      Value buffer = bufferization::ToBufferOp::create(builder, loc, bufferType(tensor.getType()), tensor, /*read_only=*/true);
      operands.push_back(addressOf(builder, loc, buffer));
    }
    SmallVector<Value> buffers;
    for (Type type : op->getResultTypes()) {
      buffers.push_back(memref::AllocOp::create(builder, loc, bufferType(type)));
      operands.push_back(addressOf(builder, loc, buffers.back()));
    }
    if (auto run = dyn_cast<sim::RunOp>(op))
      operands.push_back(arith::ConstantIntOp::create(builder, loc, isContinued(run), 64));
    func::CallOp::create(builder, loc, callee, operands);
    SmallVector<bufferization::ToTensorOp> results;
    for (auto [result, buffer] : llvm::zip(op->getResults(), buffers)) {
      results.push_back(bufferization::ToTensorOp::create(builder, loc, result.getType(), buffer, /*restrict=*/true, /*writable=*/false));
      result.replaceAllUsesWith(results.back().getResult());
    }
    op->erase();
    llvm::for_each(results, loadElements);
  }

  void lower(func::FuncOp entry, Callees callees, const llvm::StringMap<int64_t> &plans) {
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
      if (isa<sim::RunOp, sim::GradientOp, sim::RunWithGradientOp>(op))
        runs.push_back(op);
    });
    for (Operation *op : runs) {
      auto name = op->getAttrOfType<FlatSymbolRefAttr>("plan").getValue();
      callRuntime(op, callees.of(op), context, plans.lookup(name));
    }
  }

  void runOnOperation() override {
    llvm::StringMap<int64_t> plans;
    for (auto plan : getOperation().getOps<sim::PlanOp>())
      plans.try_emplace(plan.getSymName(), plans.size());
    const Callees callees{declare("qml_rt_run", 5), declare("qml_rt_gradient", 5), declare("qml_rt_run_with_gradient", 6)};
    func::FuncOp runRows = declare("qml_rt_run_rows", 6), gradientRows = declare("qml_rt_gradient_rows", 7);
    for (auto function : llvm::make_early_inc_range(getOperation().getOps<func::FuncOp>())) {
      if (function->hasAttr("qml.rows"))
        lowerRowEntry(function, runRows, gradientRows, plans);
      else if (function->hasAttr("qml.entry"))
        lower(function, callees, plans);
      else if (!function.isExternal())
        function.erase();
    }
    for (auto plan : llvm::make_early_inc_range(getOperation().getOps<sim::PlanOp>()))
      plan.erase();
  }
};

} // namespace
} // namespace qml
