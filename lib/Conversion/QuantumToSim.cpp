// SPDX-License-Identifier: Apache-2.0
//
// Circuits are optimised and become plans, which the runtime's algorithms shorten and fuse
// (runtime/lib/{RemoveUnseen,CliffordPrefix,Fuse}.cpp): between the two nothing is written as operations. For a circuit @c this makes
//   sim.plan @c.plan      its gates and readings,
//   func @c.slots         the classical part that computes the plan's slots from the circuit's arguments,
//   func @c               runs the plan on the slots; what was computed from the readings stays.

#include "qml/Circuit/Passes.h"
#include "qml/Conversion/Lift.h"
#include "qml/Conversion/Passes.h"
#include "qml/Conversion/SimPlan.h"

using namespace mlir;

namespace qml {
#define GEN_PASS_DEF_QUANTUMTOSIM
#include "qml/Conversion/Passes.h.inc"

namespace {

/// Erases the quantum operations of a function whose readings have no uses left, and the angles that they alone used.
void eraseQuantumOps(func::FuncOp function) {
  for (Operation &op : llvm::make_early_inc_range(llvm::reverse(function.getBody().front())))
    if (isa<quantum::QuantumDialect>(op.getDialect()) || isOpTriviallyDead(&op))
      op.erase();
}

/// The operations of a straight-line function that `values` hang on.
DenseSet<Operation *> neededFor(ArrayRef<Value> values) {
  DenseSet<Operation *> needed;
  SmallVector<Value> open(values);
  while (!open.empty()) {
    Operation *op = open.pop_back_val().getDefiningOp();
    if (!op || !needed.insert(op).second)
      continue;
    op->walk([&](Operation *inner) { open.append(inner->operand_begin(), inner->operand_end()); });
  }
  return needed;
}

/// Those of `needed`, operations of `block`, that nothing else uses but gates.
DenseSet<Operation *> usedOnlyBy(const DenseSet<Operation *> &needed, Block &block) {
  DenseSet<Operation *> alone;
  for (Operation &op : llvm::reverse(block))
    if (needed.contains(&op) && llvm::all_of(op.getUsers(), [&](Operation *user) {
          return alone.contains(user) || isa<quantum::QuantumDialect>(user->getDialect());
        }))
      alone.insert(&op);
  return alone;
}

/// Moves `op` to the end of `block`, where `mapping` has what stands for its operands.
void move(Operation &op, Block *block, const IRMapping &mapping) {
  op.moveBefore(block, block->end());
  op.walk([&](Operation *inner) {
    for (OpOperand &operand : inner->getOpOperands())
      if (Value there = mapping.lookupOrNull(operand.get()))
        operand.set(there);
  });
}

Value slotTensor(OpBuilder &builder, Location loc, ValueRange slots) {
  auto type = RankedTensorType::get({int64_t(slots.size())}, builder.getF64Type());
  if (slots.empty())
    return tensor::EmptyOp::create(builder, loc, type.getShape(), type.getElementType());
  return tensor::FromElementsOp::create(builder, loc, type, slots);
}

struct QuantumToSim : impl::QuantumToSimBase<QuantumToSim> {
  using QuantumToSimBase::QuantumToSimBase;
  explicit QuantumToSim(std::vector<rt::Plan> *plans) : plans(plans) {}

  std::vector<rt::Plan> *plans = nullptr;

  LogicalResult convert(func::FuncOp function) {
    auto lifted = liftCircuit(function);
    if (failed(lifted))
      return failure();
    if (lifted->circuit.numBits() > 0)
      return function.emitError("measurements before the end are not supported by the simulator yet");
    auto isReset = [](const Op &op) { return op.op == OpKind::Reset; };
    if (llvm::any_of(lifted->circuit, isReset))
      return function.emitError("reset is not supported by the simulator yet");
    if (optimize)
      optimizeCircuit(lifted->circuit, lifted->readings);
    SmallVector<Value> slotValues;
    for (uint32_t slot : lifted->circuit.dropUnusedSlots())
      slotValues.push_back(lifted->slots[slot]);
    rt::Plan plan = rt::makePlan(lifted->circuit, lifted->readings);
    if (optimize)
      rt::removeUnseen(plan);
    if (fuse)
      rt::optimize(plan);

    OpBuilder builder(function);
    Location loc = function.getLoc();
    std::string name = function.getSymName().str();
    auto planOp = sim::PlanOp::create(builder, loc, name + ".plan", plan.numQubits, plan.numInputSlots);
    if (!plans)
      writePlan(planOp, plan);

    // @c.slots: the part of @c that computes the slots; it returns them.
    Operation *end = lifted->reads.empty() ? function.getBody().front().getTerminator() : lifted->reads.front().getOperation();
    auto slotsOp = cast<func::FuncOp>(builder.cloneWithoutRegions(*function));
    slotsOp.setSymName(name + ".slots");
    slotsOp->removeAttr("quantum.circuit");
    slotsOp.removeResAttrsAttr();
    {
      Block *body = slotsOp.addEntryBlock();
      IRMapping mapping;
      mapping.map(function.getArguments(), body->getArguments());
      OpBuilder inner = OpBuilder::atBlockEnd(body);
      const DenseSet<Operation *> needed = neededFor(slotValues), alone = usedOnlyBy(needed, function.getBody().front());
      for (Operation &op : llvm::make_early_inc_range(function.getBody().front()))
        if (alone.contains(&op))
          move(op, body, mapping);
        else if (needed.contains(&op))
          inner.clone(op, mapping);
      SmallVector<Value> slots;
      for (Value slot : slotValues)
        slots.push_back(mapping.lookupOrDefault(slot));
      Value tensor = slotTensor(inner, loc, slots);
      func::ReturnOp::create(inner, loc, tensor);
      slotsOp.setFunctionType(builder.getFunctionType(slotsOp.getFunctionType().getInputs(), tensor.getType()));
    }

    // @c: run the plan and cut its result into the readings.
    builder.setInsertionPoint(end);
    int64_t slotCount = slotValues.size();
    auto slotsType = RankedTensorType::get({slotCount}, builder.getF64Type());
    auto slots = func::CallOp::create(builder, loc, slotsOp.getSymName(), slotsType, function.getArguments());
    bool sampled = llvm::any_of(lifted->readings, [](const Reading &r) { return r.kind == ReadingKind::Sample; });
    auto resultType = RankedTensorType::get({sampled ? ShapedType::kDynamic : numReadings(plan)}, builder.getF64Type());
    auto run = sim::RunOp::create(builder, loc, resultType, planOp.getSymName(), slots.getResult(0));
    int64_t offset = 0;
    for (auto [read, reading] : llvm::zip(lifted->reads, lifted->readings)) {
      auto type = cast<RankedTensorType>(read.getValue().getType());
      if (sampled) {
        // Circuits that sample are run by the host, which knows the shots.
        read.getValue().replaceAllUsesWith(tensor::CastOp::create(builder, loc, type, run.getReadings()));
        continue;
      }
      int64_t size = rt::readingSize(reading, plan.numQubits, 0);
      SmallVector<OpFoldResult> at{builder.getIndexAttr(offset)}, sizes{builder.getIndexAttr(size)}, strides{builder.getIndexAttr(1)};
      Value part;
      if (type.getRank() == 0) {
        Value element = tensor::ExtractOp::create(builder, loc, run.getReadings(), arith::ConstantIndexOp::create(builder, loc, offset).getResult());
        part = tensor::FromElementsOp::create(builder, loc, type, element);
      } else {
        auto flat = RankedTensorType::get({size}, builder.getF64Type());
        part = tensor::ExtractSliceOp::create(builder, loc, flat, run.getReadings(), at, sizes, strides);
        if (type.getRank() == 2) {
          SmallVector<ReassociationIndices> both{{0, 1}};
          part = tensor::ExpandShapeOp::create(builder, loc, type, part, both);
        }
      }
      read.getValue().replaceAllUsesWith(part);
      offset += size;
    }
    if (plans)
      plans->push_back(std::move(plan));
    eraseQuantumOps(function);
    function->removeAttr("quantum.circuit");
    return success();
  }

  void runOnOperation() override {
    SmallVector<func::FuncOp> circuits;
    for (auto function : getOperation().getOps<func::FuncOp>())
      if (isQuantum(function))
        circuits.push_back(function);
    for (func::FuncOp circuit : circuits)
      if (failed(convert(circuit)))
        return signalPassFailure();
    getOperation().walk([](ml::RunOp run) {
      OpBuilder builder(run);
      auto call = func::CallOp::create(builder, run.getLoc(), run.getCircuit(), run.getResultTypes(), run.getOperands_());
      run.replaceAllUsesWith(call.getResults());
      run.erase();
    });
  }
};
} // namespace

std::unique_ptr<Pass> createQuantumToSim(std::vector<rt::Plan> *plans) { return std::make_unique<QuantumToSim>(plans); }

} // namespace qml
