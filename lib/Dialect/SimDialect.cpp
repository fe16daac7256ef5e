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

void BlockOp::build(OpBuilder &builder, OperationState &state, StringRef form, ArrayRef<int32_t> targets,
                    uint64_t controlMask, uint64_t controlValue) {
  state.addAttribute("form", builder.getStringAttr(form));
  state.addAttribute("targets", builder.getDenseI32ArrayAttr(targets));
  state.addAttribute("control_mask", builder.getI64IntegerAttr(controlMask));
  state.addAttribute("control_value", builder.getI64IntegerAttr(controlValue));
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
    } else if (!isa<BlockOp, ReadOp>(op)) {
      return op.emitOpError("can't stand in a plan");
    }
  }
  // An angle without a slot says -1.
  for (auto block : getBody().getOps<BlockOp>())
    for (auto apply : block.getBody().getOps<ApplyOp>())
      if (llvm::any_of(apply.getSlots(), [&](int32_t s) { return s < -1 || s >= numSlots; }))
        return apply.emitOpError("hangs on a slot that the plan doesn't have");
  return success();
}

LogicalResult SlotOp::verify() {
  if (getSlots().size() != getFactors().size())
    return emitOpError("needs one factor per slot");
  return success();
}

LogicalResult BlockOp::verify() {
  if (getForm() != "matrix" && getForm() != "diagonal" && getForm() != "parity_phase")
    return emitOpError("knows no form `") << getForm() << "`";
  int64_t numQubits = cast<PlanOp>((*this)->getParentOp()).getNumQubits();
  if (uint64_t(getControlMask()) >> numQubits)
    return emitOpError("is controlled by bits that the plan doesn't have");
  uint64_t seen = getControlMask();
  for (int32_t target : getTargets()) {
    if (target < 0 || target >= numQubits)
      return emitOpError("acts on bit ") << target << " of " << numQubits;
    if (seen >> target & 1)
      return emitOpError("uses bit ") << target << " twice";
    seen |= uint64_t(1) << target;
  }
  if (getControlValue() & ~getControlMask())
    return emitOpError("controls on bits outside of its mask");
  for (Operation &op : *getBody().begin())
    if (!isa<ApplyOp>(op))
      return op.emitOpError("can't stand in a block");
  return success();
}

LogicalResult ApplyOp::verify() {
  size_t numTargets = cast<BlockOp>((*this)->getParentOp()).getTargets().size();
  llvm::SmallDenseSet<int32_t> seen;
  for (int32_t local : getOn()) {
    if (local < 0 || size_t(local) >= numTargets)
      return emitOpError("acts on target ") << local << " of " << numTargets;
    if (!seen.insert(local).second)
      return emitOpError("uses target ") << local << " twice";
  }
  if (getOffsets().size() != getScales().size() || getOffsets().size() != getSlots().size())
    return emitOpError("needs offset, scale and slot for each angle");
  if (getNumControls() < 0 || size_t(getNumControls()) > getOn().size())
    return emitOpError("has more controls than qubits");
  return verifyGate(*this, getKind(), getAdjoint(), getOffsets().size(), getOn().size() - getNumControls(),
                    getNumControls(), getNegated());
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
  return success();
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
