// SPDX-License-Identifier: Apache-2.0
//
// `sim.plan` to and from the runtime's table.

#include "qml/Conversion/SimPlan.h"

using namespace mlir;

namespace qml {

static const StringRef forms[] = {"matrix", "diagonal", "parity_phase"};
static const StringRef kinds[] = {"expval", "var", "probs", "state", "sample"};

sim::PlanOp writePlan(OpBuilder &builder, Location loc, StringRef name, const rt::Plan &plan) {
  OpBuilder::InsertionGuard guard(builder);
  auto op = sim::PlanOp::create(builder, loc, name, plan.numQubits, plan.numInputSlots);
  builder.setInsertionPointToEnd(&op.getBody().front());
  for (const Circuit::DerivedSlot &slot : plan.derivedSlots) {
    SmallVector<int32_t> slots;
    SmallVector<double> factors;
    for (auto [input, factor] : slot.terms) {
      slots.push_back(input);
      factors.push_back(factor);
    }
    sim::SlotOp::create(builder, loc, slots, factors);
  }
  for (const rt::Block &block : plan.blocks) {
    SmallVector<int32_t> targets(plan.targets.begin() + block.firstTarget, plan.targets.begin() + block.firstTarget + block.numTargets);
    auto blockOp = sim::BlockOp::create(builder, loc, forms[int(block.form)], targets, block.controlMask, block.controlValue);
    OpBuilder inner = OpBuilder::atBlockEnd(&blockOp.getBody().front());
    for (uint32_t i = block.firstGate; i < block.firstGate + block.numGates; ++i) {
      const rt::PlanGate &gate = plan.gates[i];
      SmallVector<int32_t> on(plan.locals.begin() + gate.firstLocal, plan.locals.begin() + gate.firstLocal + gate.numQubits);
      SmallVector<double> offsets, scales;
      SmallVector<int32_t> slots;
      for (uint32_t a = gate.firstAngle; a < gate.firstAngle + gate.numAngles; ++a) {
        offsets.push_back(plan.angles[a].offset);
        scales.push_back(plan.angles[a].scale);
        slots.push_back(plan.angles[a].slot);
      }
      sim::ApplyOp::create(inner, loc, int32_t(gate.kind), gate.adjoint, on, int32_t(gate.numControls), int32_t(gate.negated), offsets, scales, slots);
    }
  }
  for (const Reading &reading : plan.readings) {
    bool hasObservables = reading.kind == ReadingKind::Expval || reading.kind == ReadingKind::Var;
    SmallVector<int32_t> qubits(reading.qubits.begin(), reading.qubits.end());
    sim::ReadOp::create(builder, loc, builder.getStringAttr(kinds[int(reading.kind)]),
                        hasObservables ? observablesToAttr(builder.getContext(), reading.observables) : ArrayAttr(), builder.getDenseI32ArrayAttr(qubits));
  }
  return op;
}

template <size_t N> static int indexOf(const StringRef (&names)[N], StringRef name) { return llvm::find(names, name) - std::begin(names); }

rt::Plan readPlan(sim::PlanOp op) {
  rt::Plan plan;
  plan.numQubits = op.getNumQubits();
  plan.numInputSlots = op.getNumSlots();
  for (auto slot : op.getBody().getOps<sim::SlotOp>()) {
    auto &derived = plan.derivedSlots.emplace_back();
    for (auto [input, factor] : llvm::zip(slot.getSlots(), slot.getFactors()))
      derived.terms.emplace_back(input, factor);
  }
  for (auto blockOp : op.getBody().getOps<sim::BlockOp>()) {
    rt::Block &block = plan.blocks.emplace_back();
    block.form = rt::BlockForm(indexOf(forms, blockOp.getForm()));
    block.controlMask = blockOp.getControlMask();
    block.controlValue = blockOp.getControlValue();
    block.firstTarget = plan.targets.size();
    block.numTargets = blockOp.getTargets().size();
    plan.targets.insert(plan.targets.end(), blockOp.getTargets().begin(), blockOp.getTargets().end());
    block.firstGate = plan.gates.size();
    for (auto apply : blockOp.getBody().getOps<sim::ApplyOp>()) {
      rt::PlanGate &gate = plan.gates.emplace_back();
      gate.kind = GateKind(apply.getKind());
      gate.adjoint = apply.getAdjoint();
      gate.numControls = apply.getNumControls();
      gate.numQubits = apply.getOn().size();
      gate.numAngles = apply.getOffsets().size();
      gate.negated = apply.getNegated();
      gate.firstLocal = plan.locals.size();
      plan.locals.insert(plan.locals.end(), apply.getOn().begin(), apply.getOn().end());
      gate.firstAngle = plan.angles.size();
      for (unsigned i = 0; i < gate.numAngles; ++i) {
        Angle angle;
        angle.offset = apply.getOffsets()[i];
        angle.scale = apply.getScales()[i];
        angle.slot = apply.getSlots()[i];
        block.parametric |= !angle.isConstant();
        plan.angles.push_back(angle);
      }
    }
    block.numGates = plan.gates.size() - block.firstGate;
  }
  for (auto read : op.getBody().getOps<sim::ReadOp>()) {
    Reading &reading = plan.readings.emplace_back();
    reading.kind = ReadingKind(indexOf(kinds, read.getKind()));
    if (read.getObservables())
      observablesFromAttr(*read.getObservables(), plan.numQubits, reading.observables);
    reading.qubits.assign(read.getQubits().begin(), read.getQubits().end());
  }
  return plan;
}

int64_t numReadings(const rt::Plan &plan) {
  int64_t total = 0;
  for (const Reading &reading : plan.readings)
    total += rt::readingSize(reading, plan.numQubits, 0);
  return total;
}

} // namespace qml
