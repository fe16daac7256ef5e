// SPDX-License-Identifier: Apache-2.0
//
// Symmetries of gates under exchanges of their qubits; see the header.

#include "NormalForm.h"

#include <algorithm>

namespace qml {

bool isPhaseGate(GateKind gate) {
  return gate == GateKind::Z || gate == GateKind::S || gate == GateKind::T || gate == GateKind::PhaseShift;
}

/// Sorts controls; the target of a phase gate is one of them, and the last that is not negated becomes the target.
static void sortControls(Op &op, std::span<uint32_t> qubits, bool targetIsControl) {
  std::vector<std::pair<uint32_t, bool>> controls;
  for (unsigned i = 0; i < op.numControls; ++i)
    controls.emplace_back(qubits[i], i < 32 && (op.negated >> i) & 1);
  if (targetIsControl)
    controls.emplace_back(qubits[op.numControls], false);
  std::ranges::sort(controls);
  if (targetIsControl) {
    auto last = std::ranges::find_if(controls.rbegin(), controls.rend(), [](auto control) { return !control.second; });
    std::rotate(last.base() - 1, last.base(), controls.end());
  }
  op.negated = 0;
  for (unsigned i = 0; i < controls.size(); ++i) {
    qubits[i] = controls[i].first;
    if (controls[i].second)
      op.negated |= 1u << i;
  }
}

/// Exchanges the two targets of a gate if that brings them in order and yields a gate of the kind again.
static void sortPair(Op &op, std::span<uint32_t> targets, std::span<Angle> angles) {
  if (targets[0] < targets[1])
    return;
  switch (op.gate) {
  case GateKind::SWAP:
  case GateKind::ISWAP:
  case GateKind::SISWAP:
  case GateKind::IsingXX:
  case GateKind::IsingYY:
  case GateKind::IsingZZ:
  case GateKind::IsingXY:
  case GateKind::PSWAP:
  case GateKind::FSim:
  case GateKind::ZZ:
  case GateKind::FermionicSWAP:
  case GateKind::XXMinusYY: break;
  case GateKind::DCX: op.adjoint = !op.adjoint; break;
  case GateKind::SingleExcitation: angles[0] = -angles[0]; break;
  case GateKind::XXPlusYY: angles[1] = -angles[1]; break;
  case GateKind::MS: std::swap(angles[0], angles[1]); break;
  default: return;
  }
  std::swap(targets[0], targets[1]);
}

void normalise(Circuit &circuit, Op &op) {
  if (op.op != OpKind::Gate)
    return;
  auto qubits = circuit.qubits(op);
  auto targets = qubits.subspan(op.numControls);
  if (op.negated == 0 || op.numControls <= 31)
    sortControls(op, qubits, isPhaseGate(op.gate));
  if (op.gate == GateKind::MultiRZ) {
    std::ranges::sort(targets);
  } else if (op.gate == GateKind::DoubleExcitation) {
    std::ranges::sort(targets.first(2));
    std::ranges::sort(targets.last(2));
    if (targets[0] > targets[2]) {
      std::swap_ranges(targets.begin(), targets.begin() + 2, targets.begin() + 2);
      circuit.angles(op)[0] = -circuit.angles(op)[0];
    }
  } else if (targets.size() == 2) {
    sortPair(op, targets, circuit.angles(op));
  }
}

Circuit normalForm(const Circuit &circuit) {
  Circuit normal = circuit;
  for (size_t i = 0; i < normal.size(); ++i)
    normalise(normal, normal[i]);
  return normal;
}

bool sameQubits(const Circuit &normal, const Op &a, const Op &b) {
  return a.numControls == b.numControls && a.negated == b.negated &&
         std::ranges::equal(normal.qubits(a), normal.qubits(b));
}

} // namespace qml
