// SPDX-License-Identifier: Apache-2.0
//
// Decomposition rules of the gates of several qubits. Those that conserve excitations come down to IsingXY with two
// CNOT; gates with three interaction terms (FSim, SingleExcitationPlus) to the three-CNOT circuit of Vatan and Williams
// (arXiv:quant-ph/0308006); DoubleExcitation to the 14-CNOT circuit of PennyLane (arXiv:2104.05695).

#include "Decomposer.h"

#include <numbers>

namespace qml {

constexpr double pi = std::numbers::pi;
using K = GateKind;

void Decomposer::severalQubits(GateKind gate, Qubits controls, Qubits q, Angles a, bool adjoint) {
  double sign = adjoint ? -1 : 1;
  switch (gate) {
  case K::SWAP:
    cnot(q[1], q[0]);
    emit(K::X, with(controls, {q[0]}), q[1]);
    return cnot(q[1], q[0]);
  case K::ISWAP: return emitPair(K::IsingXY, controls, q[0], q[1], {sign * pi});
  case K::SISWAP: return emitPair(K::IsingXY, controls, q[0], q[1], {sign * pi / 2});
  case K::ECR:
    if (controls.empty()) {
      one(K::S, q[0]);
      one(K::SX, q[1]);
      cnot(q[0], q[1]);
      phases.add(-pi / 4);
    } else {
      emitPair(K::RZX, controls, q[0], q[1], {pi / 2});
    }
    return emit(K::X, controls, q[0]);
  case K::DCX: {
    uint32_t first = adjoint ? q[1] : q[0], second = adjoint ? q[0] : q[1];
    emit(K::X, with(controls, {first}), second);
    return emit(K::X, with(controls, {second}), first);
  }
  case K::IsingXX:
    cnot(q[0], q[1]);
    emit(K::RX, controls, q[0], {a[0]});
    return cnot(q[0], q[1]);
  case K::IsingYY:
    one(K::Sdg, q[1]);
    cnot(q[0], q[1]);
    emit(K::RY, controls, q[0], {a[0]});
    cnot(q[0], q[1]);
    return one(K::S, q[1]);
  case K::IsingZZ:
  case K::MultiRZ: return parity(controls, q, a[0]);
  case K::IsingXY: return isingXY(controls, q[0], q[1], a[0]);
  case K::RZX:
    one(K::H, q[1]);
    emitPair(K::IsingZZ, controls, q[0], q[1], {a[0]});
    return one(K::H, q[1]);
  case K::PSWAP:
    cnot(q[0], q[1]);
    emit(K::X, with(controls, {q[1]}), q[0]);
    emit(K::PhaseShift, controls, q[1], {a[0]});
    return cnot(q[0], q[1]);
  case K::XXPlusYY:
    one(K::RZ, q[0], a[1]);
    emitPair(K::IsingXY, controls, q[0], q[1], {-a[0]});
    return one(K::RZ, q[0], -a[1]);
  case K::XXMinusYY: // on |00>, |11> what XXPlusYY is on |01>, |10>
    one(K::X, q[1]);
    emitPair(K::XXPlusYY, controls, q[0], q[1], {a[0], -a[1]});
    return one(K::X, q[1]);
  case K::FSim:
    if (!controls.empty()) {
      emitPair(K::IsingXY, controls, q[0], q[1], {a[0] * -2});
      return emit(K::PhaseShift, with(controls, {q[0]}), q[1], {-a[1]});
    }
    one(K::RZ, q[0], a[1] * -0.5);
    one(K::RZ, q[1], a[1] * -0.5);
    phases.add(a[1] * -0.25);
    return canonicalGate(q[0], q[1], a[0] * -0.5, a[0] * -0.5, a[1] * -0.25);
  case K::MS:
    one(K::RZ, q[0], a[0] * (-2 * pi));
    one(K::RZ, q[1], a[1] * (-2 * pi));
    emitPair(K::IsingXX, controls, q[0], q[1], {a[2] * (2 * pi)});
    one(K::RZ, q[0], a[0] * (2 * pi));
    return one(K::RZ, q[1], a[1] * (2 * pi));
  case K::ZZ: return emitPair(K::IsingZZ, controls, q[0], q[1], {a[0] * (2 * pi)});
  case K::SingleExcitation:
    one(K::Sdg, q[0]);
    emitPair(K::IsingXY, controls, q[0], q[1], {-a[0]});
    return one(K::S, q[0]);
  case K::SingleExcitationPlus:
  case K::SingleExcitationMinus: {
    // SingleExcitation and a phase of +-theta/2 on |00>, |11>.
    Angle quarter = a[0] * (gate == K::SingleExcitationPlus ? 0.25 : -0.25);
    emit(K::GlobalPhase, controls, {}, std::array{-quarter});
    if (!controls.empty()) {
      emit(K::SingleExcitation, controls, q, a);
      return emitPair(K::IsingZZ, controls, q[0], q[1], {quarter * -2});
    }
    one(K::Sdg, q[0]);
    canonicalGate(q[0], q[1], a[0] * -0.25, a[0] * -0.25, quarter);
    return one(K::S, q[0]);
  }
  case K::FermionicSWAP:
    emitPair(K::IsingXY, controls, q[0], q[1], {-a[0]});
    emit(K::PhaseShift, controls, q[0], {a[0] * 0.5});
    return emit(K::PhaseShift, controls, q[1], {a[0] * 0.5});
  case K::DoubleExcitation: return doubleExcitation(controls, q, a[0]);
  default: assert(false && "not a gate of several qubits");
  }
}

/// exp(i angle/4 (XX + YY)): controlled Y on both sides turn XX and YY into Pauli operators on one qubit each.
void Decomposer::isingXY(Qubits controls, uint32_t a, uint32_t b, Angle angle) {
  if (target.keeps(K::IsingXX, controls.size()) && target.keeps(K::IsingYY, controls.size())) { // they commute
    emitPair(K::IsingXX, controls, a, b, {angle * -0.5});
    return emitPair(K::IsingYY, controls, a, b, {angle * -0.5});
  }
  one(K::H, a);
  one(K::Sdg, b);
  cnot(a, b);
  one(K::S, b);
  emit(K::RY, controls, a, {angle * 0.5});
  emit(K::RX, controls, b, {angle * -0.5});
  one(K::Sdg, b);
  cnot(a, b);
  one(K::S, b);
  one(K::H, a);
}

/// exp(-i angle/2 Z...Z): the parity of all targets on the last.
void Decomposer::parity(Qubits controls, Qubits targets, Angle angle) {
  for (size_t i = 0; i + 1 < targets.size(); ++i)
    cnot(targets[i], targets[i + 1]);
  emit(K::RZ, controls, targets.back(), {angle});
  for (size_t i = targets.size() - 1; i > 0; --i)
    cnot(targets[i - 1], targets[i]);
}

/// exp(i (xx XX + yy YY + zz ZZ)) without controls.
void Decomposer::canonicalGate(uint32_t a, uint32_t b, Angle xx, Angle yy, Angle zz) {
  one(K::RZ, b, -pi / 2);
  cnot(b, a);
  one(K::RZ, a, zz * -2 + pi / 2);
  one(K::RY, b, xx * 2 + -pi / 2);
  cnot(a, b);
  one(K::RY, b, yy * -2 + pi / 2);
  cnot(b, a);
  one(K::RZ, a, pi / 2);
  phases.add(pi / 4);
}

void Decomposer::doubleExcitation(Qubits controls, Qubits q, Angle angle) {
  if (!controls.empty()) {
    // |0011>, |1100> become |0010>, |1010>: a rotation of the first qubit under three more controls, two of them
    // negated.
    auto toOneQubit = [&](bool back) {
      for (unsigned i = 0; i < 3; ++i) {
        unsigned step = back ? 2 - i : i;
        step == 0 ? cnot(q[0], q[1]) : step == 1 ? cnot(q[2], q[3]) : cnot(q[0], q[2]);
      }
    };
    toOneQubit(false);
    for (unsigned i : {1, 3})
      one(K::X, q[i]);
    emit(K::RY, with(controls, {q[1], q[2], q[3]}), q[0], {angle});
    for (unsigned i : {1, 3})
      one(K::X, q[i]);
    return toOneQubit(true);
  }
  auto rotate = [&](double sign) {
    one(K::RY, q[1], angle * (sign / 8));
    one(K::RY, q[0], angle * (-sign / 8));
  };
  cnot(q[2], q[3]);
  cnot(q[0], q[2]);
  one(K::H, q[3]);
  one(K::H, q[0]);
  cnot(q[2], q[3]);
  cnot(q[0], q[1]);
  rotate(1);
  cnot(q[0], q[3]);
  one(K::H, q[3]);
  cnot(q[3], q[1]);
  rotate(1);
  cnot(q[2], q[1]);
  cnot(q[2], q[0]);
  rotate(-1);
  cnot(q[3], q[1]);
  one(K::H, q[3]);
  cnot(q[0], q[3]);
  rotate(-1);
  cnot(q[0], q[1]);
  cnot(q[2], q[0]);
  one(K::H, q[0]);
  one(K::H, q[3]);
  cnot(q[0], q[2]);
  cnot(q[2], q[3]);
}

} // namespace qml
