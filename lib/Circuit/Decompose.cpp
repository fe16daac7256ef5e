// SPDX-License-Identifier: Apache-2.0
//
// Decomposition to one-qubit gates and CNOT: the driver and the gates of one target. All controlled gates come down to
// rotations under control. With few controls these are a walk over all parities of the controls in Gray code; with
// many, four multi-controlled X around quarter rotations, each of which borrows the other half of the controls as
// ancillas in any state (Barenco et al., arXiv:quant-ph/9503016, lemmas 7.2 and 7.9). A phase under n controls is a
// rotation under n controls and half the phase under n - 1.

#include "Decomposer.h"

#include <algorithm>
#include <bit>
#include <numbers>

namespace qml {

constexpr double pi = std::numbers::pi;
using K = GateKind;

/// Up to here the 2^n CNOT of the Gray code are fewer than those of the linear construction.
constexpr unsigned grayCodeControls = 6;

bool DecomposeTarget::keeps(GateKind base, unsigned numControls) const {
  return std::ranges::any_of(kept, [&](auto entry) {
    const GateRow &row = gateRow(entry.first);
    return row.base == base && row.numControls + entry.second == numControls;
  });
}

void Decomposer::emit(GateKind gate, Qubits controls, Qubits targets, Angles angles, bool adjoint) {
  bool isOneQubit = controls.empty() && targets.size() == 1 && gate != K::MultiRZ;
  bool isCnot = gate == K::X && controls.size() == 1;
  if (gate == K::GlobalPhase && controls.empty()) {
    phases.add(-angles[0]);
  } else if (isOneQubit || isCnot || target.keeps(gate, controls.size())) {
    std::vector<uint32_t> qubits(controls.begin(), controls.end());
    qubits.insert(qubits.end(), targets.begin(), targets.end());
    out.append(gate, qubits, angles, controls.size(), 0, adjoint);
  } else if (gate == K::GlobalPhase) {
    controlledPhase(controls.first(controls.size() - 1), controls.back(), -angles[0]);
  } else if (gate == K::MultiRZ || targets.size() > 1) {
    severalQubits(gate, controls, targets, angles, adjoint);
  } else {
    controlledOneQubit(gate, controls, targets[0], angles, adjoint);
  }
}

void Decomposer::controlledOneQubit(GateKind gate, Qubits controls, uint32_t t, Angles a, bool adjoint) {
  double sign = adjoint ? -1 : 1;
  switch (gate) {
  case K::Identity: return;
  case K::X: return controlledX(controls, t);
  case K::Y:
    one(K::Sdg, t);
    emit(K::X, controls, t);
    return one(K::S, t);
  case K::Z:
    if (controls.size() == 2)
      return doublyControlledZ(controls[0], controls[1], t);
    if (controls.size() > 2)
      return controlledPhase(controls, t, pi);
    one(K::H, t);
    cnot(controls[0], t);
    return one(K::H, t);
  case K::H: // X turned about Y by an eighth
    one(K::RY, t, pi / 4);
    emit(K::X, controls, t);
    return one(K::RY, t, -pi / 4);
  case K::S: return controlledPhase(controls, t, sign * pi / 2);
  case K::T: return controlledPhase(controls, t, sign * pi / 4);
  case K::PhaseShift: return controlledPhase(controls, t, a[0]);
  case K::SX:
    one(K::H, t);
    controlledPhase(controls, t, sign * pi / 2);
    return one(K::H, t);
  case K::RX:
    if (controls.size() == 1 && target.keeps(K::RZX, 0)) { // half of it always, the other half with the sign of Z
      one(K::RX, t, a[0] * 0.5);
      return emitPair(K::RZX, {}, controls[0], t, {a[0] * -0.5});
    }
    one(K::H, t);
    emit(K::RZ, controls, t, {a[0]});
    return one(K::H, t);
  case K::RY:
  case K::RZ: return controlledRotation(gate, controls, t, a[0]);
  case K::PRX:
    one(K::RZ, t, -a[1]);
    emit(K::RX, controls, t, {a[0]});
    return one(K::RZ, t, a[1]);
  case K::GPI:
    one(K::RZ, t, a[0] * (-2 * pi));
    emit(K::X, controls, t);
    return one(K::RZ, t, a[0] * (2 * pi));
  case K::GPI2:
    one(K::RZ, t, a[0] * (-2 * pi));
    emit(K::RX, controls, t, {pi / 2});
    return one(K::RZ, t, a[0] * (2 * pi));
  case K::Rot: return controlledRot(controls, t, a[0], a[1], a[2]);
  case K::U:
    emit(K::Rot, controls, t, {a[2], a[0], a[1]});
    return controlledPhase(controls.first(controls.size() - 1), controls.back(), out.add(a[1], a[2]) * 0.5);
  case K::U2: return emit(K::U, controls, t, {pi / 2, a[0], a[1]});
  default: assert(false && "not a one-qubit gate");
  }
}

/// RZ(omega) RY(theta) RZ(phi) under control.
void Decomposer::controlledRot(Qubits controls, uint32_t t, Angle phi, Angle theta, Angle omega) {
  Angle sum = out.add(omega, phi);
  if (controls.size() > 1) {
    one(K::RZ, t, -omega);
    emit(K::RZ, controls, t, {sum});
    emit(K::RY, controls, t, {theta});
    return one(K::RZ, t, omega);
  }
  one(K::RZ, t, out.add(phi, -omega) * 0.5);
  cnot(controls[0], t);
  one(K::RZ, t, sum * -0.5);
  one(K::RY, t, theta * -0.5);
  cnot(controls[0], t);
  one(K::RY, t, theta * 0.5);
  one(K::RZ, t, omega);
}

void Decomposer::controlledX(Qubits controls, uint32_t t) {
  one(K::H, t);
  if (controls.size() == 2)
    doublyControlledZ(controls[0], controls[1], t);
  else
    controlledPhase(controls, t, pi);
  one(K::H, t);
}

void Decomposer::doublyControlledZ(uint32_t a, uint32_t b, uint32_t c) {
  cnot(b, c);
  one(K::Tdg, c);
  cnot(a, c);
  one(K::T, c);
  cnot(b, c);
  one(K::Tdg, c);
  cnot(a, c);
  one(K::T, c);
  one(K::T, b);
  cnot(a, b);
  one(K::T, a);
  one(K::Tdg, b);
  cnot(a, b);
}

/// Toffoli, but for a sign on |1 0 1>: three CNOT (Margolus).
void Decomposer::relativeToffoli(uint32_t a, uint32_t b, uint32_t t) {
  one(K::RY, t, pi / 4);
  cnot(b, t);
  one(K::RY, t, pi / 4);
  cnot(a, t);
  one(K::RY, t, -pi / 4);
  cnot(b, t);
  one(K::RY, t, -pi / 4);
}

/// X under n controls from 4 (n - 2) Toffoli; the `dirty` qubits, at least n - 2, may be in any state and get it back.
/// The signs of those Toffoli that don't act on the target cancel in pairs.
void Decomposer::controlledXWithDirty(Qubits controls, uint32_t t, Qubits dirty) {
  unsigned n = controls.size();
  if (n <= 2)
    return emit(K::X, controls, t);
  auto toffoli = [&](unsigned i) {
    uint32_t pair[] = {controls[i + 1], i == 0 ? controls[0] : dirty[i - 1]};
    if (i == n - 2)
      emit(K::X, pair, t);
    else
      relativeToffoli(pair[0], pair[1], dirty[i]);
  };
  for (unsigned top : {n - 2, n - 3}) {
    for (unsigned i = top; i > 0; --i)
      toffoli(i);
    for (unsigned i = 0; i <= top; ++i)
      toffoli(i);
  }
}

void Decomposer::controlledPhase(Qubits controls, uint32_t t, Angle angle) {
  while (!controls.empty() && !target.keeps(K::PhaseShift, controls.size())) {
    emit(K::RZ, controls, t, {angle});
    t = controls.back();
    controls = controls.first(controls.size() - 1);
    angle = angle * 0.5;
  }
  emit(K::PhaseShift, controls, t, {angle});
}

/// RY or RZ, which X on the target inverts.
void Decomposer::controlledRotation(GateKind gate, Qubits controls, uint32_t t, Angle angle) {
  unsigned n = controls.size();
  if (n <= grayCodeControls) {
    unsigned steps = 1u << n;
    for (unsigned i = 0; i < steps; ++i) {
      bool odd = std::popcount(i ^ (i >> 1)) % 2;
      one(gate, t, angle * ((odd ? -1.0 : 1.0) / steps));
      cnot(controls[std::min<unsigned>(std::countr_zero(i + 1), n - 1)], t);
    }
    return;
  }
  Qubits left = controls.first((n + 1) / 2), right = controls.subspan((n + 1) / 2);
  for (unsigned half = 0; half < 2; ++half) {
    one(gate, t, angle * 0.25);
    controlledXWithDirty(left, t, right);
    one(gate, t, angle * -0.25);
    controlledXWithDirty(right, t, left);
  }
}

Circuit decompose(const Circuit &circuit, const DecomposeTarget &target) {
  Circuit out = circuit; // for its slots and bits
  out.erase(std::vector<bool>(circuit.size(), true));
  Decomposer decomposer(out, target);
  for (const Op &op : circuit) {
    if (op.op != OpKind::Gate) {
      out.append(circuit, op);
      continue;
    }
    auto controls = circuit.controls(op);
    auto flipNegated = [&] {
      for (unsigned i = 0; i < controls.size() && i < 32; ++i)
        if ((op.negated >> i) & 1)
          out.append(K::X, {controls[i]});
    };
    flipNegated();
    decomposer.emit(op.gate, controls, circuit.targets(op), circuit.angles(op), op.adjoint);
    flipNegated();
  }
  decomposer.finish();
  return out;
}

} // namespace qml
