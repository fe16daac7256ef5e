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

void BlockOp::build(OpBuilder &builder, OperationState &state, StringRef form, ArrayRef<int32_t> targets, uint64_t controlMask,
                    uint64_t controlValue) {
  state.addAttribute("form", builder.getStringAttr(form));
  state.addAttribute("targets", builder.getDenseI32ArrayAttr(targets));
  state.addAttribute("control_mask", builder.getI64IntegerAttr(controlMask));
  state.addAttribute("control_value", builder.getI64IntegerAttr(controlValue));
  state.addRegion()->emplaceBlock();
}

LogicalResult PlanOp::verify() {
  if (getNumQubits() > 62)
    return emitOpError("has more qubits than a basis index has bits");
  for (Operation &op : *getBody().begin())
    if (!isa<SlotOp, BlockOp, ReadOp>(op))
      return op.emitOpError("can't stand in a plan");
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
  for (int32_t local : getOn())
    if (local < 0 || size_t(local) >= numTargets)
      return emitOpError("acts on target ") << local << " of " << numTargets;
  if (getOffsets().size() != getScales().size() || getOffsets().size() != getSlots().size())
    return emitOpError("needs offset, scale and slot for each angle");
  if (getNumControls() < 0 || size_t(getNumControls()) > getOn().size())
    return emitOpError("has more controls than qubits");
  return verifyGate(*this, getKind(), getAdjoint(), getOffsets().size(), getOn().size() - getNumControls(), getNumControls(), getNegated());
}

LogicalResult sim::ReadOp::verify() {
  static const StringRef kinds[] = {"expval", "var", "probs", "state", "sample"};
  if (!llvm::is_contained(kinds, getKind()))
    return emitOpError("knows no reading `") << getKind() << "`";
  std::vector<PauliSum> observables;
  unsigned numQubits = cast<PlanOp>((*this)->getParentOp()).getNumQubits();
  if (getObservables() && !observablesFromAttr(*getObservables(), numQubits, observables))
    return emitOpError("has a malformed observable");
  return success();
}
