// SPDX-License-Identifier: Apache-2.0
//
// From circuits to plans. Linear gates become changes of qubits; gates of one qubit rotations and phases; some Clifford gates are
// several of these. All others are matrices, of the few kinds that PlanMatrices.cpp knows.

#include "Memory.h"
#include "Noise.h"
#include "Planner.h"

#include <bit>
#include <cmath>
#include <limits>
#include <numbers>
#include <utility>

namespace qml::rt {
namespace {

bool isNegated(const Op &op, unsigned control) { return control < 32 && ((op.negated >> control) & 1); }

void moveCnot(Qubit &control, Qubit &target, bool negated) {
  target.sign ^= control.sign;
  target.negated ^= control.negated ^ negated;
  control.flip ^= target.flip;
}

} // namespace

bool Planner::relabel(const Circuit &circuit, const Op &op) {
  auto qubit = [&](unsigned i) -> Qubit & { return plan_.qubits[circuit.qubits(op)[i]]; };
  if (op.gate == GateKind::X && op.numControls == 0)
    qubit(0).negated ^= true;
  else if (op.gate == GateKind::X && op.numControls == 1)
    moveCnot(qubit(0), qubit(1), isNegated(op, 0));
  else if (op.gate == GateKind::SWAP && op.numControls == 0)
    std::swap(qubit(0), qubit(1));
  else if (op.gate == GateKind::DCX && op.numControls == 0) {
    unsigned first = op.adjoint ? 1 : 0;
    moveCnot(qubit(first), qubit(1 - first), false);
    moveCnot(qubit(1 - first), qubit(first), false);
  } else
    return op.gate == GateKind::Identity;
  return true;
}

/// Clifford gates that are linear but for phases, or for one rotation.
bool Planner::appendNearlyLinear(const Circuit &circuit, const Op &op) {
  Circuit parts(circuit.numQubits());
  auto qubits = circuit.qubits(op);
  if (op.gate == GateKind::Y && op.numControls == 0) { // i X Z
    parts.append(GateKind::Z, qubits);
    parts.append(GateKind::X, qubits);
    parts.append(GateKind::GlobalPhase, {}, {-std::numbers::pi / 2});
  } else if (op.gate == GateKind::Y && op.numControls == 1) {
    parts.append(GateKind::Sdg, {qubits[1]});
    parts.append(GateKind::X, qubits, {}, 1, op.negated);
    parts.append(GateKind::S, {qubits[1]});
  } else if (op.gate == GateKind::ISWAP && op.numControls == 0) {
    for (uint32_t qubit : qubits)
      parts.append(op.adjoint ? GateKind::Sdg : GateKind::S, {qubit});
    parts.append(GateKind::CZ, qubits);
    parts.append(GateKind::SWAP, qubits);
  } else if (op.gate == GateKind::ECR && op.numControls == 0) { // (X I - Y X) / sqrt 2
    parts.append(GateKind::RZX, {qubits[0], qubits[1]}, {std::numbers::pi / 2});
    parts.append(GateKind::X, {qubits[0]});
  } else {
    return false;
  }
  for (const Op &part : parts)
    append(parts, part);
  return true;
}

void Planner::append(const Circuit &circuit, const Op &op) {
  if (relabel(circuit, op) || appendNearlyLinear(circuit, op))
    return;
  Placed gate{op, circuit.angles(op), {}, {}};
  auto controls = circuit.controls(op);
  for (unsigned i = 0; i < controls.size(); ++i) {
    const Qubit &qubit = plan_.qubits[controls[i]];
    gate.controls.push_back({qubit.sign, isNegated(op, i) == qubit.negated});
  }
  for (uint32_t target : circuit.targets(op))
    gate.targets.push_back(plan_.qubits[target]);
  if (gateRow(op.gate).numQubits < 0) { // a rotation about the parity of its targets, which is a qubit too
    for (Qubit &other : std::span(gate.targets).subspan(1)) {
      gate.targets[0].sign ^= other.sign;
      gate.targets[0].negated ^= other.negated;
    }
    gate.targets.resize(1);
  }
  if (!appendPhases(gate) && !appendRotation(gate) && !appendEuler(gate) && !appendPairs(gate))
    appendMatrix(gate);
}

/// A rotation about a product of Paulis.
bool Planner::appendRotation(const Placed &gate) {
  const GateRow &row = gateRow(gate.op.gate);
  if (!gate.controls.empty() || row.numAngles != 1 || row.spectra[0] != Spectrum::Half || row.axes.find('-') != std::string_view::npos)
    return false;
  appendRotation(row.axes, gate.targets, gate.op.adjoint ? -gate.angles[0] : gate.angles[0]);
  return true;
}

void Planner::appendRotation(std::string_view axes, std::span<const Qubit> targets, Angle angle) {
  Qubit product;
  unsigned numY = 0;
  for (size_t i = 0; i < axes.size(); ++i) {
    product.flip ^= axes[i] != 'Z' ? targets[i].flip : 0;
    if (axes[i] != 'X') {
      product.sign ^= targets[i].sign;
      product.negated ^= targets[i].negated;
    }
    numY += axes[i] == 'Y';
  }
  if ((numY / 2) % 2 != product.negated) // Y is i X Z
    angle = -angle;
  if (angle.isConstant() && angle.offset == 0)
    return;
  Block block;
  block.form = BlockForm::Rotation;
  block.parametric = !angle.isConstant();
  block.firstTarget = plan_.targets.size();
  block.numTargets = 1;
  block.firstTerm = plan_.terms.size();
  block.numTerms = 1;
  plan_.targets.push_back({product.flip, product.sign, false});
  plan_.terms.push_back({product.sign, angle});
  flipped_ |= product.flip;
  finish(block);
}

/// Gates of one qubit as rotations and phases: all phases of a layer cost little more than one.
bool Planner::appendEuler(const Placed &gate) {
  constexpr double pi = std::numbers::pi;
  if (!gate.controls.empty())
    return false;
  auto rotate = [&](GateKind kind, Angle angle) {
    Op op;
    op.gate = kind;
    Placed part{op, std::span(&angle, 1), {}, gate.targets};
    if (!appendPhases(part))
      appendRotation(part);
  };
  auto globalPhase = [&](Angle angle) { // exp(i angle), beside the phases just appended
    if (plan_.blocks.empty() || plan_.blocks.back().form != BlockForm::Phases) {
      Block block;
      block.form = BlockForm::Phases;
      block.firstTerm = plan_.terms.size();
      finish(block);
    }
    appendTerm(0, angle * -2);
  };
  switch (gate.op.gate) {
  case GateKind::H: { // Z RY(-pi/2) = RY(pi/2) Z; behind a qubit's first rotation the phase meets others
    const bool isZero = (flipped_ & gate.targets[0].sign) == 0;
    if (isZero)
      rotate(GateKind::RY, -pi / 2);
    rotate(GateKind::RZ, pi);
    globalPhase(pi / 2);
    if (!isZero)
      rotate(GateKind::RY, pi / 2);
    return true;
  }
  case GateKind::SX:
    rotate(GateKind::RX, gate.op.adjoint ? -pi / 2 : pi / 2);
    globalPhase(gate.op.adjoint ? -pi / 4 : pi / 4);
    return true;
  case GateKind::Rot:
  case GateKind::U: {
    // Rot(phi, theta, omega) = RZ(omega) RY(theta) RZ(phi); U(theta, phi, lambda) is exp(i (phi + lambda)/2) Rot(lambda, theta, phi).
    const bool isRot = gate.op.gate == GateKind::Rot;
    Angle first = gate.angles[isRot ? 0 : 2], theta = gate.angles[isRot ? 1 : 0], last = gate.angles[isRot ? 2 : 1];
    if (gate.op.adjoint) {
      std::swap(first, last);
      for (Angle *angle : {&first, &theta, &last})
        *angle = -*angle;
    }
    rotate(GateKind::RZ, first);
    rotate(GateKind::RY, theta);
    rotate(GateKind::RZ, last);
    if (!isRot)
      for (Angle angle : {first, last})
        globalPhase(angle * 0.5);
    return true;
  }
  default: return false;
  }
}

Plan makePlan(const Circuit &circuit, std::vector<Reading> readings, std::vector<Qubit> start) {
  Plan plan;
  plan.numQubits = circuit.numQubits();
  plan.numInputSlots = circuit.numInputSlots();
  auto derived = circuit.derivedSlots();
  plan.derivedSlots.assign(derived.begin(), derived.end());
  plan.readings = std::move(readings);
  if (plan.numQubits > maxQubits)
    return plan;
  if (circuit.isNoisy()) {
    plan.noisy = noisyCircuit(circuit);
    plan.derivedSlots.assign(plan.noisy->derivedSlots().begin(), plan.noisy->derivedSlots().end());
    return plan;
  }
  plan.qubits = std::move(start);
  Planner planner(plan);
  for (const Op &op : circuit) {
    assert((op.op == OpKind::Gate || op.op == OpKind::Barrier) && "plans are unitary");
    if (op.op == OpKind::Gate)
      planner.append(circuit, op);
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
