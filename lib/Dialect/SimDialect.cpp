// SPDX-License-Identifier: Apache-2.0
//
// The `sim` dialect: verifiers.

#include "GateName.h"

#include <mlir/IR/DialectImplementation.h>

using namespace mlir;
using namespace qml;
using namespace qml::sim;

#include "qml/Dialect/SimDialect.cpp.inc"
#define GET_OP_CLASSES
#include "qml/Dialect/Sim.cpp.inc"

void SimDialect::initialize() {
  addOperations<
#define GET_OP_LIST
#include "qml/Dialect/Sim.cpp.inc"
      >();
}

void PlanOp::build(OpBuilder &builder, OperationState &state, StringRef name, int64_t numQubits, int64_t numSlots) {
  state.addAttribute("sym_name", builder.getStringAttr(name));
  state.addAttribute("num_qubits", builder.getI64IntegerAttr(numQubits));
  state.addAttribute("num_slots", builder.getI64IntegerAttr(numSlots));
  state.addRegion()->emplaceBlock();
}

void BlockOp::build(OpBuilder &builder, OperationState &state, StringRef form, ArrayRef<int64_t> flips, ArrayRef<int64_t> signs,
                    ArrayRef<int64_t> controls, ArrayRef<bool> values) {
  state.addAttribute("form", builder.getStringAttr(form));
  state.addAttribute("flips", builder.getDenseI64ArrayAttr(flips));
  state.addAttribute("signs", builder.getDenseI64ArrayAttr(signs));
  state.addAttribute("controls", builder.getDenseI64ArrayAttr(controls));
  state.addAttribute("values", builder.getDenseBoolArrayAttr(values));
  state.addRegion()->emplaceBlock();
}

LogicalResult PlanOp::verify() {
  if (getNumQubits() > 62) // unsigned, as all such attributes
    return emitOpError("has more qubits than a basis index has bits");
  if (getNumSlots() > INT32_MAX)
    return emitOpError("has no such number of slots");
  // Derived slots are sums of those before them.
  int64_t numSlots = getNumSlots();
  for (Operation &op : *getBody().begin()) {
    if (auto slot = dyn_cast<SlotOp>(op)) {
      if (llvm::any_of(slot.getSlots(), [&](int32_t s) { return s < 0 || s >= numSlots; }))
        return slot.emitOpError("adds slots that are not defined before it");
      ++numSlots;
    } else if (!isa<StartOp, BlockOp, GateOp, ChannelOp, QubitsOp, ReadOp>(op)) {
      return op.emitOpError("can't stand in a plan");
    }
  }
  bool isNoisy = !getBody().getOps<GateOp>().empty() || !getBody().getOps<ChannelOp>().empty();
  if (isNoisy && !getBody().getOps<BlockOp>().empty())
    return emitOpError("holds blocks beside steps");
  const auto numStarts = llvm::range_size(getBody().getOps<StartOp>());
  if (numStarts > (isNoisy ? 0 : 1))
    return emitOpError(isNoisy ? "is noisy, and starts from |0...0>" : "starts from more than one state");
  // An angle without a slot says -1.
  auto isSlot = [&](int32_t slot) { return slot >= -1 && slot < numSlots; };
  for (Operation &op : *getBody().begin()) {
    auto gate = dyn_cast<GateOp>(op);
    auto channel = dyn_cast<ChannelOp>(op);
    if ((gate && !llvm::all_of(gate.getSlots(), isSlot)) || (channel && !llvm::all_of(channel.getSlots(), isSlot)))
      return op.emitOpError("hangs on a slot that the plan doesn't have");
  }
  for (auto block : getBody().getOps<BlockOp>())
    for (Operation &op : *block.getBody().begin()) {
      auto apply = dyn_cast<ApplyOp>(op);
      auto phase = dyn_cast<PhaseOp>(op);
      if ((apply && !llvm::all_of(apply.getSlots(), isSlot)) || (phase && !isSlot(phase.getSlot())))
        return op.emitOpError("hangs on a slot that the plan doesn't have");
    }
  return success();
}

LogicalResult SlotOp::verify() {
  if (getSlots().size() != getFactors().size())
    return emitOpError("needs one factor per slot");
  return success();
}

LogicalResult StartOp::verify() {
  const size_t numQubits = cast<PlanOp>((*this)->getParentOp()).getNumQubits();
  if (getUniform() >> numQubits || getPairs().size() > numQubits)
    return emitOpError("uses bits that the plan doesn't have");
  if ((getImaginary() | getNegative()) & ~getUniform())
    return emitOpError("has phases of bits that are 0");
  for (auto [bit, pairs] : llvm::enumerate(getPairs()))
    if (pairs != 0 && (uint64_t(pairs) >> bit || (uint64_t(pairs) | uint64_t(1) << bit) & ~getUniform()))
      return emitOpError("pairs a bit with others than lower ones that may be 1");
  return success();
}

/// Whether masks are qubits: a flip changes the parity of its own sign and of no other.
template <typename Int> static bool areQubits(ArrayRef<Int> flips, ArrayRef<Int> signs) {
  for (auto [i, flip] : llvm::enumerate(flips))
    for (auto [j, sign] : llvm::enumerate(signs))
      if (llvm::popcount(uint64_t(flip & sign)) % 2 != (i == j))
        return false;
  return true;
}

LogicalResult QubitsOp::verify() {
  size_t numQubits = cast<PlanOp>((*this)->getParentOp()).getNumQubits();
  if (getFlips().size() != numQubits || getSigns().size() != numQubits || getNegated().size() != numQubits)
    return emitOpError("needs flip, sign and complement of each qubit");
  if (llvm::any_of(getFlips(), [&](int64_t mask) { return uint64_t(mask) >> numQubits; }) ||
      llvm::any_of(getSigns(), [&](int64_t mask) { return uint64_t(mask) >> numQubits; }))
    return emitOpError("uses bits that the plan doesn't have");
  if (!areQubits(getFlips(), getSigns()))
    return emitOpError("has flips that are not dual to the signs");
  return success();
}

LogicalResult BlockOp::verify() {
  if (getForm() != "matrix" && getForm() != "phases" && getForm() != "rotation")
    return emitOpError("knows no form `") << getForm() << "`";
  int64_t numQubits = cast<PlanOp>((*this)->getParentOp()).getNumQubits();
  for (ArrayRef<int64_t> masks : {getFlips(), getSigns(), getControls()})
    if (llvm::any_of(masks, [&](int64_t mask) { return uint64_t(mask) >> numQubits; }))
      return emitOpError("uses bits that the plan doesn't have");
  if (getFlips().size() != getSigns().size() || getControls().size() != getValues().size())
    return emitOpError("needs a sign per flip and a value per control");
  constexpr size_t maxTargets = 5; // of the runtime's kernels
  if (getFlips().size() > maxTargets)
    return emitOpError("has more than ") << maxTargets << " targets";
  bool isMatrix = getForm() == "matrix", isRotation = getForm() == "rotation";
  if (isRotation && (getFlips().size() != 1 || getFlips()[0] == 0 || !getControls().empty()))
    return emitOpError("is a rotation, which has one flip and no controls");
  if (!isRotation && !areQubits(getFlips(), getSigns()))
    return emitOpError("has flips that are not dual to the signs");
  for (int64_t flip : getFlips())
    for (int64_t control : getControls())
      if (llvm::popcount(uint64_t(flip & control)) % 2)
        return emitOpError("flips one of its controls");
  if (!isRotation && (isMatrix == getFlips().empty() || (!isMatrix && !getControls().empty())))
    return emitOpError(isMatrix ? "needs targets" : "has targets or controls, but is made of phases");
  for (Operation &op : *getBody().begin())
    if (isMatrix ? !isa<ApplyOp>(op) : !isa<PhaseOp>(op))
      return op.emitOpError("can't stand in a block of form ") << getForm();
  for (auto phase : getBody().getOps<PhaseOp>())
    if (uint64_t(phase.getSign()) >> numQubits)
      return phase.emitOpError("uses bits that the plan doesn't have");
    else if (isRotation && phase.getSign() != uint64_t(getSigns()[0]))
      return phase.emitOpError("has another sign than its rotation");
  return success();
}

LogicalResult ApplyOp::verify() {
  const size_t numBits = cast<BlockOp>((*this)->getParentOp()).getFlips().size(), dim = size_t(1) << numBits;
  auto inIndex = [&](int32_t mask) { return mask >= 0 && size_t(mask) < dim; };
  if (getFlips().size() != getSigns().size())
    return emitOpError("needs a sign per flip");
  if (!llvm::all_of(getFlips(), inIndex) || !llvm::all_of(getSigns(), inIndex))
    return emitOpError("uses bits that the block's index doesn't have");
  if (getFlips().size() > numBits)
    return emitOpError("has more qubits than its block");
  if (getOffsets().size() != getScales().size() || getOffsets().size() != getSlots().size())
    return emitOpError("needs offset, scale and slot for each angle");
  if (getNumControls() < 0 || size_t(getNumControls()) > getFlips().size())
    return emitOpError("has more controls than qubits");
  if (uint32_t(getNegated()) >> getFlips().size())
    return emitOpError("negates qubits that it doesn't have");
  ArrayRef<int32_t> flips = getFlips().drop_front(getNumControls()), signs = getSigns().drop_front(getNumControls());
  if (!areQubits(flips, signs))
    return emitOpError("has flips that are not dual to the signs");
  for (int32_t flip : flips)
    for (int32_t control : getSigns().take_front(getNumControls()))
      if (llvm::popcount(uint32_t(flip & control)) % 2)
        return emitOpError("flips one of its controls");
  size_t numTargets = flips.size();
  if (getKind() == int32_t(GateKind::MultiRZ) && numTargets > 1)
    return emitOpError("is a phase of several qubits");
  if (auto rows = getRows()) {
    const GateRow *row = getKind() >= 0 && getKind() <= int(GateKind::LastBase) ? &gateRow(GateKind(getKind())) : nullptr;
    if (!row || row->numQubits < 2 || numTargets != 1)
      return emitOpError("takes rows of a gate on several qubits for one target");
    numTargets = row->numQubits;
    if (rows->size() != 2 || llvm::any_of(*rows, [&](int32_t r) { return r < 0 || r >= 1 << numTargets; }))
      return emitOpError("takes two rows of its gate's matrix");
  }
  return verifyGate(*this, getKind(), getAdjoint(), getOffsets().size(), numTargets, getNumControls(), /*negated=*/0);
}

static LogicalResult verifyDistinct(Operation *op, ArrayRef<int32_t> qubits) {
  llvm::SmallDenseSet<int32_t> seen;
  for (int32_t qubit : qubits)
    if (!seen.insert(qubit).second)
      return op->emitOpError("uses qubit ") << qubit << " twice";
  return success();
}

/// Checks that a step acts on different qubits of its plan and that its numbers are complete.
template <typename StepOp> static LogicalResult verifyStep(StepOp op) {
  const int64_t count = cast<PlanOp>(op->getParentOp()).getNumQubits();
  for (int32_t qubit : op.getOn())
    if (qubit < 0 || qubit >= count)
      return op.emitOpError("acts on qubit ") << qubit << " of " << count;
  if (failed(verifyDistinct(op, op.getOn())))
    return failure();
  if (op.getOffsets().size() != op.getScales().size() || op.getOffsets().size() != op.getSlots().size())
    return op.emitOpError("needs offset, scale and slot for each angle");
  return success();
}

LogicalResult sim::GateOp::verify() {
  if (failed(verifyStep(*this)))
    return failure();
  if (getNumControls() < 0 || size_t(getNumControls()) > getOn().size())
    return emitOpError("has more controls than qubits");
  return verifyGate(*this, getKind(), getAdjoint(), getOffsets().size(), getOn().size() - getNumControls(), getNumControls(),
                    getNegated());
}

LogicalResult sim::ChannelOp::verify() {
  if (failed(verifyStep(*this)))
    return failure();
  return verifyChannel(*this, getKind(), getOffsets().size(), getOn().size());
}

LogicalResult sim::ReadOp::verify() {
  static const StringRef kinds[] = {"expval", "var", "probs", "state", "sample"};
  if (!llvm::is_contained(kinds, getKind()))
    return emitOpError("knows no reading `") << getKind() << "`";
  int64_t numQubits = cast<PlanOp>((*this)->getParentOp()).getNumQubits();
  bool wantsObservables = getKind() == "expval" || getKind() == "var";
  if (wantsObservables != getObservables().has_value())
    return emitOpError(wantsObservables ? "needs observables" : "takes no observables");
  std::vector<PauliSum> observables;
  if (wantsObservables && !observablesFromAttr(*getObservables(), numQubits, observables))
    return emitOpError("has a malformed observable");
  if (llvm::any_of(getQubits(), [&](int32_t q) { return q < 0 || q >= numQubits; }))
    return emitOpError("reads a qubit that the plan doesn't have");
  return verifyDistinct(*this, getQubits());
}

/// Checks that `op` runs a plan and passes as many slots as it has.
static LogicalResult verifyRun(Operation *op, FlatSymbolRefAttr name, Value slots, SymbolTableCollection &tables) {
  auto plan = tables.lookupNearestSymbolFrom<PlanOp>(op, name);
  if (!plan)
    return op->emitOpError("runs `") << name.getValue() << "`, which is not a plan";
  int64_t passed = cast<RankedTensorType>(slots.getType()).getDimSize(0);
  if (passed != int64_t(plan.getNumSlots()))
    return op->emitOpError("passes ") << passed << " slots to a plan of " << plan.getNumSlots();
  return success();
}

LogicalResult RunOp::verifySymbolUses(SymbolTableCollection &tables) {
  return verifyRun(*this, getPlanAttr(), getSlots(), tables);
}

LogicalResult GradientOp::verifySymbolUses(SymbolTableCollection &tables) {
  if (getSlotGradient().getType() != getSlots().getType())
    return emitOpError("yields one derivative per slot");
  return verifyRun(*this, getPlanAttr(), getSlots(), tables);
}

LogicalResult RunWithGradientOp::verifySymbolUses(SymbolTableCollection &tables) {
  if (getSlotGradient().getType() != getSlots().getType())
    return emitOpError("yields one derivative per slot");
  if (getReadings().getType() != getCotangent().getType())
    return emitOpError("takes one weight per reading");
  return verifyRun(*this, getPlanAttr(), getSlots(), tables);
}
