// SPDX-License-Identifier: Apache-2.0
//
// The runtime's plans as operations.

#include "qml/Conversion/SimPlan.h"

using namespace mlir;

namespace qml {

static const StringRef forms[] = {"matrix", "phases", "rotation"};
namespace {
/// Angles as the arrays of the ops that hold them.
struct AngleArrays {
  SmallVector<double> offsets, scales;
  SmallVector<int32_t> slots;
  explicit AngleArrays(std::span<const Angle> angles) {
    for (const Angle &angle : angles) {
      offsets.push_back(angle.offset);
      scales.push_back(angle.scale);
      slots.push_back(angle.slot);
    }
  }
};
} // namespace

static void writeNoisy(OpBuilder &builder, Location loc, const Circuit &circuit) {
  for (const Op &op : circuit) {
    SmallVector<int32_t> on(circuit.qubits(op).begin(), circuit.qubits(op).end());
    AngleArrays angles(circuit.angles(op));
    if (op.op == OpKind::Gate)
      sim::GateOp::create(builder, loc, int32_t(op.gate), op.adjoint, on, int32_t(op.numControls), int32_t(op.negated),
                          angles.offsets, angles.scales, angles.slots);
    else
      sim::ChannelOp::create(builder, loc, int32_t(op.channel), on, angles.offsets, angles.scales, angles.slots);
  }
}

static const StringRef kinds[] = {"expval", "var", "probs", "state", "sample"};

static void writeGate(OpBuilder &builder, Location loc, const rt::Plan &plan, const rt::PlanGate &gate) {
  SmallVector<int32_t> flips, signs;
  int32_t negated = 0;
  for (uint32_t i = 0; i < gate.numLocals; ++i) {
    const rt::Local &local = plan.locals[gate.firstLocal + i];
    flips.push_back(local.flip);
    signs.push_back(local.sign);
    negated |= int32_t(local.negated) << i;
  }
  AngleArrays angles(std::span(plan.angles).subspan(gate.firstAngle, gate.numAngles));
  DenseI32ArrayAttr rows;
  if (gate.twoRows)
    rows = builder.getDenseI32ArrayAttr({gate.rows[0], gate.rows[1]});
  sim::ApplyOp::create(builder, loc, int32_t(gate.kind), gate.adjoint, flips, signs, int32_t(gate.numControls), negated, rows, angles.offsets, angles.scales, angles.slots);
}

/// Where the qubits of `plan` are, unless they have not moved.
static void writeQubits(OpBuilder &builder, Location loc, const rt::Plan &plan) {
  SmallVector<int64_t> flips, signs;
  SmallVector<bool> negated;
  bool moved = false;
  for (auto [i, qubit] : llvm::enumerate(plan.qubits)) {
    flips.push_back(qubit.flip);
    signs.push_back(qubit.sign);
    negated.push_back(qubit.negated);
    moved = moved || !(qubit == rt::startOf(i, plan.numQubits));
  }
  if (moved)
    sim::QubitsOp::create(builder, loc, flips, signs, negated);
}

void writePlan(sim::PlanOp op, const rt::Plan &plan) {
  OpBuilder builder = OpBuilder::atBlockEnd(&op.getBody().front());
  Location loc = op.getLoc();
  for (const Circuit::DerivedSlot &slot : plan.derivedSlots) {
    SmallVector<int32_t> slots;
    SmallVector<double> factors;
    for (auto [input, factor] : slot.terms) {
      slots.push_back(input);
      factors.push_back(factor);
    }
    sim::SlotOp::create(builder, loc, slots, factors);
  }
  if (const rt::Start &start = plan.start; start != rt::Start()) {
    SmallVector<int64_t> pairs(start.pairs.begin(), start.pairs.end());
    sim::StartOp::create(builder, loc, start.uniform, start.imaginary, start.negative, pairs, llvm::APFloat(start.phase));
  }
  if (plan.noisy)
    writeNoisy(builder, loc, *plan.noisy);
  for (const rt::Block &block : plan.blocks) {
    SmallVector<int64_t> flips, signs, controls;
    SmallVector<bool> values;
    for (const rt::Qubit &target : std::span(plan.targets).subspan(block.firstTarget, block.numTargets)) {
      flips.push_back(target.flip);
      signs.push_back(target.sign);
    }
    for (const rt::Control &control : std::span(plan.controls).subspan(block.firstControl, block.numControls)) {
      controls.push_back(control.sign);
      values.push_back(control.value);
    }
    auto blockOp = sim::BlockOp::create(builder, loc, forms[int(block.form)], flips, signs, controls, values);
    OpBuilder inner = OpBuilder::atBlockEnd(&blockOp.getBody().front());
    for (const rt::PlanGate &gate : std::span(plan.gates).subspan(block.firstGate, block.numGates))
      writeGate(inner, loc, plan, gate);
    for (const rt::PhaseTerm &term : std::span(plan.terms).subspan(block.firstTerm, block.numTerms))
      sim::PhaseOp::create(inner, loc, term.sign, llvm::APFloat(term.angle.offset), llvm::APFloat(term.angle.scale), term.angle.slot);
  }
  writeQubits(builder, loc, plan);
  for (const Reading &reading : plan.readings) {
    bool hasObservables = reading.kind == ReadingKind::Expval || reading.kind == ReadingKind::Var;
    SmallVector<int32_t> qubits(reading.qubits.begin(), reading.qubits.end());
    sim::ReadOp::create(builder, loc, builder.getStringAttr(kinds[int(reading.kind)]),
                        hasObservables ? observablesToAttr(builder.getContext(), reading.observables) : ArrayAttr(), builder.getDenseI32ArrayAttr(qubits));
  }
}

int64_t numReadings(const rt::Plan &plan) {
  int64_t total = 0;
  for (const Reading &reading : plan.readings)
    total += rt::readingSize(reading, plan.numQubits, 0);
  return total;
}

} // namespace qml
