// SPDX-License-Identifier: Apache-2.0
//
// `sim.plan` to and from the runtime's table.

#include "qml/Conversion/SimPlan.h"

#include <llvm/ADT/TypeSwitch.h>

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

/// The angles of `op`, a gate or channel of a plan.
template <typename StepOp> static std::vector<Angle> anglesOf(StepOp op) {
  std::vector<Angle> angles(op.getOffsets().size());
  for (size_t i = 0; i < angles.size(); ++i) {
    angles[i].offset = op.getOffsets()[i];
    angles[i].scale = op.getScales()[i];
    angles[i].slot = op.getSlots()[i];
  }
  return angles;
}

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

static std::shared_ptr<const Circuit> readNoisy(sim::PlanOp plan) {
  auto circuit = std::make_shared<Circuit>(plan.getNumQubits(), plan.getNumSlots());
  for (auto slot : plan.getBody().getOps<sim::SlotOp>()) {
    Circuit::DerivedSlot derived;
    for (auto [input, factor] : llvm::zip(slot.getSlots(), slot.getFactors()))
      derived.terms.emplace_back(input, factor);
    circuit->addDerivedSlot(std::move(derived));
  }
  for (Operation &op : plan.getBody().front()) {
    if (auto gate = dyn_cast<sim::GateOp>(op)) {
      std::vector<uint32_t> qubits(gate.getOn().begin(), gate.getOn().end());
      circuit->append(GateKind(gate.getKind()), qubits, anglesOf(gate), gate.getNumControls(), gate.getNegated(),
                      gate.getAdjoint());
    } else if (auto channel = dyn_cast<sim::ChannelOp>(op)) {
      std::vector<uint32_t> qubits(channel.getOn().begin(), channel.getOn().end());
      circuit->appendChannel(ChannelKind(channel.getKind()), qubits, anglesOf(channel));
    }
  }
  return circuit;
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
  return op;
}

template <size_t N> static int indexOf(const StringRef (&names)[N], StringRef name) { return llvm::find(names, name) - std::begin(names); }

/// Appends a gate to `plan`; true if it hangs on a slot.
static bool readGate(sim::ApplyOp apply, rt::Plan &plan) {
  rt::PlanGate &gate = plan.gates.emplace_back();
  gate.kind = GateKind(apply.getKind());
  gate.adjoint = apply.getAdjoint();
  gate.numControls = apply.getNumControls();
  gate.numLocals = apply.getFlips().size();
  gate.numAngles = apply.getOffsets().size();
  gate.firstLocal = plan.locals.size();
  for (unsigned i = 0; i < gate.numLocals; ++i)
    plan.locals.push_back({uint8_t(apply.getFlips()[i]), uint8_t(apply.getSigns()[i]), bool((apply.getNegated() >> i) & 1)});
  if (auto rows = apply.getRows()) {
    gate.twoRows = true;
    gate.rows[0] = (*rows)[0];
    gate.rows[1] = (*rows)[1];
  }
  gate.firstAngle = plan.angles.size();
  bool parametric = false;
  for (const Angle &angle : anglesOf(apply)) {
    parametric |= !angle.isConstant();
    plan.angles.push_back(angle);
  }
  return parametric;
}

static void readSlot(sim::SlotOp slot, rt::Plan &plan) {
  auto &derived = plan.derivedSlots.emplace_back();
  for (auto [input, factor] : llvm::zip(slot.getSlots(), slot.getFactors()))
    derived.terms.emplace_back(input, factor);
}

static void readBlock(sim::BlockOp op, rt::Plan &plan) {
  rt::Block &block = plan.blocks.emplace_back();
  block.form = rt::BlockForm(indexOf(forms, op.getForm()));
  block.firstTarget = plan.targets.size();
  block.numTargets = op.getFlips().size();
  for (auto [flip, sign] : llvm::zip(op.getFlips(), op.getSigns()))
    plan.targets.push_back({uint64_t(flip), uint64_t(sign), false});
  block.firstControl = plan.controls.size();
  block.numControls = op.getControls().size();
  for (auto [control, value] : llvm::zip(op.getControls(), op.getValues()))
    plan.controls.push_back({uint64_t(control), value});
  block.firstGate = plan.gates.size();
  for (auto apply : op.getBody().getOps<sim::ApplyOp>())
    block.parametric |= readGate(apply, plan);
  block.numGates = plan.gates.size() - block.firstGate;
  block.firstTerm = plan.terms.size();
  for (auto phase : op.getBody().getOps<sim::PhaseOp>()) {
    rt::PhaseTerm &term = plan.terms.emplace_back();
    term.sign = phase.getSign();
    term.angle.offset = phase.getOffset().convertToDouble();
    term.angle.scale = phase.getScale().convertToDouble();
    term.angle.slot = phase.getSlot();
    block.parametric |= !term.angle.isConstant();
  }
  block.numTerms = plan.terms.size() - block.firstTerm;
}

static void readQubits(sim::QubitsOp op, rt::Plan &plan) {
  plan.qubits.clear();
  for (auto [flip, sign, negated] : llvm::zip(op.getFlips(), op.getSigns(), op.getNegated()))
    plan.qubits.push_back({uint64_t(flip), uint64_t(sign), negated});
}

static void readReading(sim::ReadOp read, rt::Plan &plan) {
  Reading &reading = plan.readings.emplace_back();
  reading.kind = ReadingKind(indexOf(kinds, read.getKind()));
  if (read.getObservables())
    observablesFromAttr(*read.getObservables(), plan.numQubits, reading.observables);
  reading.qubits.assign(read.getQubits().begin(), read.getQubits().end());
}

rt::Plan readPlan(sim::PlanOp op) {
  rt::Plan plan;
  plan.numQubits = op.getNumQubits();
  plan.numInputSlots = op.getNumSlots();
  for (unsigned qubit = 0; qubit < plan.numQubits; ++qubit)
    plan.qubits.push_back(rt::startOf(qubit, plan.numQubits));
  for (Operation &part : op.getBody().front())
    llvm::TypeSwitch<Operation *>(&part)
        .Case([&](sim::SlotOp slot) { readSlot(slot, plan); })
        .Case([&](sim::StartOp start) {
          plan.start = {start.getUniform(), start.getImaginary(), start.getNegative(), {start.getPairs().begin(), start.getPairs().end()},
                        start.getPhase().convertToDouble()};
        })
        .Case([&](sim::BlockOp block) { readBlock(block, plan); })
        .Case([&](sim::QubitsOp qubits) { readQubits(qubits, plan); })
        .Case([&](sim::ReadOp read) { readReading(read, plan); });
  if (!op.getBody().getOps<sim::ChannelOp>().empty() || !op.getBody().getOps<sim::GateOp>().empty())
    plan.noisy = readNoisy(op);
  return plan;
}

int64_t numReadings(const rt::Plan &plan) {
  int64_t total = 0;
  for (const Reading &reading : plan.readings)
    total += rt::readingSize(reading, plan.numQubits, 0);
  return total;
}

} // namespace qml
