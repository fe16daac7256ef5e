// SPDX-License-Identifier: Apache-2.0
//
// Merging of rotations. Two gates merge if they are exp(-i a G) and exp(-i b G) with one G: the same kind, or two of
// one Pauli axis (Z, S, T, PhaseShift, RZ). In the latter case fixed gates are counted in eighths of a turn, so that T
// T = S and S S = Z are exact, and become angles only next to a rotation. A fixed gate of e eighths is exp(i pi e / 8)
// times the rotation by pi e / 4; that phase is global if there are no controls, otherwise the two don't merge.

#include "LookBack.h"
#include "NormalForm.h"
#include "PhaseSum.h"

#include <numbers>

namespace qml {
namespace {

constexpr double eighthTurn = std::numbers::pi / 4;

struct FixedRotation {
  char axis;
  int eighths;
};

std::optional<FixedRotation> fixedRotation(const Op &op) {
  int sign = op.adjoint ? -1 : 1;
  switch (op.gate) {
  case GateKind::X: return FixedRotation{'X', 4};
  case GateKind::SX: return FixedRotation{'X', 2 * sign};
  case GateKind::Y: return FixedRotation{'Y', 4};
  case GateKind::Z: return FixedRotation{'Z', 4};
  case GateKind::S: return FixedRotation{'Z', 2 * sign};
  case GateKind::T: return FixedRotation{'Z', sign};
  default: return std::nullopt;
  }
}

char rotationAxis(GateKind gate) {
  switch (gate) {
  case GateKind::RX: return 'X';
  case GateKind::RY: return 'Y';
  case GateKind::RZ: return 'Z';
  default: return 0;
  }
}

/// The angles (bit i: angle i) that add up when two gates of the kind, equal in all other angles, follow each other;
/// the gate is the identity when they are 0. Empty for kinds that don't merge.
unsigned additiveAngles(GateKind gate) {
  switch (gate) {
  case GateKind::RX:
  case GateKind::RY:
  case GateKind::RZ:
  case GateKind::PhaseShift:
  case GateKind::PRX:
  case GateKind::GlobalPhase:
  case GateKind::IsingXX:
  case GateKind::IsingYY:
  case GateKind::IsingZZ:
  case GateKind::IsingXY:
  case GateKind::RZX:
  case GateKind::XXPlusYY:
  case GateKind::XXMinusYY:
  case GateKind::ZZ:
  case GateKind::SingleExcitation:
  case GateKind::SingleExcitationPlus:
  case GateKind::SingleExcitationMinus:
  case GateKind::FermionicSWAP:
  case GateKind::DoubleExcitation:
  case GateKind::MultiRZ: return 1;
  case GateKind::FSim: return 3;
  case GateKind::MS: return 4;
  default: return 0;
  }
}

/// Whether `op` is the identity for every value of the slots.
bool isIdentity(const Circuit &circuit, const Op &op) {
  auto angles = circuit.angles(op);
  unsigned which = additiveAngles(op.gate);
  if (op.gate == GateKind::Rot || op.gate == GateKind::U)
    which = 7;
  for (unsigned i = 0; i < angles.size(); ++i)
    if ((which >> i) & 1 && !isZero(angles[i]))
      return false;
  return which != 0 || op.gate == GateKind::Identity;
}

/// What two gates become: `op` with new angles, times exp(i phase).
struct Sum {
  Op op;
  std::array<Angle, 3> angles;
  Angle phase;
};

class Merger {
public:
  explicit Merger(Circuit &circuit) : circuit(circuit), normal(normalForm(circuit)), dead(circuit.size()) {}

  bool run() {
    LookBack lookBack(normal);
    for (size_t i = 0; i < dead.size(); ++i) {
      if (normal[i].op == OpKind::Gate && !isGlobalPhase(normal[i]))
        mergeBack(lookBack, i);
      if (!dead[i])
        lookBack.push(i);
    }
    bool changed = std::ranges::find(dead, true) != dead.end();
    changed |= collectPhases();
    return changed;
  }

private:
  Circuit &circuit;
  Circuit normal; // the same ops and pools as `circuit`, normalised
  std::vector<bool> dead;
  PhaseSum phases;
  bool phaseChanged = false;

  /// Merges step `i` with earlier ones until nothing fits any more.
  void mergeBack(LookBack &lookBack, size_t i) {
    for (;;) {
      if (isIdentity(normal, normal[i])) {
        dead[i] = true;
        return;
      }
      std::optional<Sum> sum;
      size_t partner = lookBack.find(normal[i], [&](size_t j) {
        sum = add(normal[j], normal[i]);
        return sum.has_value();
      });
      if (!sum)
        return;
      lookBack.remove(partner);
      dead[partner] = true;
      replace(i, *sum);
    }
  }

  void replace(size_t i, const Sum &sum) {
    if (!isZero(sum.phase)) {
      phases.add(sum.phase);
      phaseChanged = true;
    }
    normal[i] = circuit[i] = sum.op;
    std::ranges::copy(normal.qubits(sum.op), circuit.qubits(circuit[i]).begin());
    std::copy_n(sum.angles.begin(), sum.op.numAngles, normal.angles(normal[i]).begin());
    std::copy_n(sum.angles.begin(), sum.op.numAngles, circuit.angles(circuit[i]).begin());
  }

  std::optional<Sum> add(const Op &a, const Op &b) {
    if (a.op != OpKind::Gate || !sameQubits(normal, a, b))
      return std::nullopt;
    if (a.gate == b.gate && additiveAngles(a.gate))
      return addAngles(a, b);
    auto fixedA = fixedRotation(a), fixedB = fixedRotation(b);
    if (fixedA && fixedB)
      return fixedA->axis == fixedB->axis ? addFixed(a, fixedA->axis, fixedA->eighths + fixedB->eighths) : std::nullopt;
    if (fixedA)
      return addFixedTo(b, *fixedA);
    if (fixedB)
      return addFixedTo(a, *fixedB);
    if (a.gate == GateKind::RZ && b.gate == GateKind::PhaseShift)
      return addPhaseShift(a, b);
    if (a.gate == GateKind::PhaseShift && b.gate == GateKind::RZ)
      return addPhaseShift(b, a);
    return std::nullopt;
  }

  std::optional<Sum> addAngles(const Op &a, const Op &b) {
    Sum sum{b, {}, 0};
    auto anglesA = normal.angles(a), anglesB = normal.angles(b);
    unsigned which = additiveAngles(a.gate);
    for (unsigned k = 0; k < a.numAngles; ++k)
      if (!((which >> k) & 1) && anglesA[k] != anglesB[k])
        return std::nullopt;
    for (unsigned k = 0; k < a.numAngles; ++k)
      sum.angles[k] = (which >> k) & 1 ? circuit.add(anglesA[k], anglesB[k]) : anglesA[k];
    return sum;
  }

  /// A fixed gate of `eighths`, if one gate spells it.
  std::optional<Sum> addFixed(Op op, char axis, int eighths) {
    eighths = ((eighths % 8) + 8) % 8;
    op.adjoint = eighths > 4;
    switch (eighths > 4 ? 8 - eighths : eighths) {
    case 0: op.gate = GateKind::Identity; break;
    case 1: op.gate = GateKind::T; break;
    case 2: op.gate = axis == 'Z' ? GateKind::S : GateKind::SX; break;
    case 4: op.gate = axis == 'X' ? GateKind::X : axis == 'Y' ? GateKind::Y : GateKind::Z; break;
    default: return std::nullopt;
    }
    return Sum{op, {}, 0};
  }

  std::optional<Sum> addFixedTo(const Op &rotation, FixedRotation fixed) {
    bool isPhase = rotation.gate == GateKind::PhaseShift && fixed.axis == 'Z';
    if (!isPhase && (rotation.numControls > 0 || rotationAxis(rotation.gate) != fixed.axis))
      return std::nullopt;
    Angle angle = normal.angles(rotation)[0] + fixed.eighths * eighthTurn;
    return Sum{rotation, {angle}, isPhase ? 0 : fixed.eighths * eighthTurn / 2};
  }

  /// PhaseShift(a) is exp(i a / 2) RZ(a); the kind that stays is the one that leaves a constant phase.
  std::optional<Sum> addPhaseShift(const Op &rz, const Op &shift) {
    if (rz.numControls > 0)
      return std::nullopt;
    Angle a = normal.angles(rz)[0], b = normal.angles(shift)[0], total = circuit.add(a, b);
    if (a.isConstant())
      return Sum{shift, {total}, a * -0.5};
    return Sum{rz, {total}, b * 0.5};
  }

  /// Gathers all uncontrolled GlobalPhase gates at the end, unless there is just the one.
  bool collectPhases() {
    std::vector<size_t> gates;
    for (size_t i = 0; i < dead.size(); ++i) {
      if (!isGlobalPhase(circuit[i]))
        continue;
      gates.push_back(i);
      phases.add(-circuit.angles(circuit[i])[0]);
    }
    bool alone = gates.size() == 1 && !phaseChanged && !isIdentity(circuit, circuit[gates[0]]);
    if (!alone)
      for (size_t i : gates)
        dead[i] = true;
    circuit.erase(dead);
    if (!alone)
      phases.appendTo(circuit);
    return !alone && (!gates.empty() || phaseChanged);
  }
};

} // namespace

bool mergeRotations(Circuit &circuit) { return Merger(circuit).run(); }

} // namespace qml
