// SPDX-License-Identifier: Apache-2.0
//
// From circuits to plans, one block per gate.

#include "qml-runtime/Plan.h"

#include "Memory.h"

#include <limits>

namespace qml::rt {
namespace {

uint64_t bitOf(const Plan &plan, uint32_t qubit) { return plan.numQubits - 1 - qubit; }

bool isNegated(const Op &op, unsigned control) { return control < 32 && ((op.negated >> control) & 1); }

/// A diagonal gate on few targets is a diagonal block; a parity phase that is none by its number of targets keeps its
/// form.
BlockForm formOf(const Op &op, unsigned numTargets) {
  const GateRow &row = gateRow(op.gate);
  if (row.numQubits < 0 && numTargets > 2)
    return BlockForm::ParityPhase;
  return row.numQubits == 0 || isDiagonal(row) ? BlockForm::Diagonal : BlockForm::Matrix;
}

void appendGate(Plan &plan, const Circuit &circuit, const Op &op) {
  Block block;
  block.firstTarget = plan.targets.size();
  block.firstGate = plan.gates.size();
  block.numGates = 1;

  PlanGate gate;
  gate.kind = op.gate;
  gate.adjoint = op.adjoint;
  gate.numAngles = op.numAngles;
  gate.firstLocal = plan.locals.size();
  gate.firstAngle = plan.angles.size();

  auto controls = circuit.controls(op), targets = circuit.targets(op);
  // A controlled global phase is a phase of its last control.
  bool phaseOfControl = targets.empty() && !controls.empty();
  for (unsigned i = 0; i < controls.size(); ++i) {
    uint64_t bit = bitOf(plan, controls[i]);
    if (phaseOfControl && i + 1 == controls.size()) {
      gate.numControls = 1;
      gate.negated = isNegated(op, i);
      plan.targets.push_back(bit);
      continue;
    }
    block.controlMask |= uint64_t(1) << bit;
    block.controlValue |= isNegated(op, i) ? 0 : uint64_t(1) << bit;
  }
  for (uint32_t target : targets)
    plan.targets.push_back(bitOf(plan, target));
  block.numTargets = plan.targets.size() - block.firstTarget;
  block.form = formOf(op, targets.size());
  gate.numQubits = block.numTargets;
  for (unsigned i = 0; i < block.numTargets; ++i)
    plan.locals.push_back(i);
  for (const Angle &angle : circuit.angles(op)) {
    plan.angles.push_back(angle);
    block.parametric |= !angle.isConstant();
  }
  plan.gates.push_back(gate);
  plan.blocks.push_back(block);
}

} // namespace

Plan makePlan(const Circuit &circuit, std::vector<Reading> readings) {
  Plan plan;
  plan.numQubits = circuit.numQubits();
  plan.numInputSlots = circuit.numInputSlots();
  auto derived = circuit.derivedSlots();
  plan.derivedSlots.assign(derived.begin(), derived.end());
  plan.readings = std::move(readings);
  if (plan.numQubits > maxQubits)
    return plan;
  for (const Op &op : circuit) {
    assert((op.op == OpKind::Gate || op.op == OpKind::Barrier) && "plans are unitary");
    if (op.op == OpKind::Gate && op.gate != GateKind::Identity)
      appendGate(plan, circuit, op);
  }
  return plan;
}

size_t readingSize(const Reading &reading, unsigned numQubits, uint64_t shots) {
  constexpr size_t tooMany = std::numeric_limits<size_t>::max();
  auto power = [](size_t exponent) { return exponent > 62 ? tooMany : size_t(1) << exponent; };
  switch (reading.kind) {
  case ReadingKind::Expval:
  case ReadingKind::Var: return reading.observables.size();
  case ReadingKind::Probs: return power(reading.qubits.size());
  case ReadingKind::State: return power(size_t(numQubits) + 1);
  case ReadingKind::Sample: return shots;
  }
  return 0;
}

} // namespace qml::rt
