// SPDX-License-Identifier: Apache-2.0
//
// The state of a decomposition. A rule writes a gate as an exact product, phase included, in which most steps come in
// pairs that undo each other; only the steps in between get the controls of the gate (A B A^-1 under control is A,
// controlled B, A^-1).
#pragma once

#include "PhaseSum.h"
#include "qml/Circuit/Passes.h"

namespace qml {

class Decomposer {
public:
  using Qubits = std::span<const uint32_t>;
  using Angles = std::span<const Angle>;

  Decomposer(Circuit &out, const DecomposeTarget &target) : out(out), target(target) {}

  /// Appends a gate and its controls, none of them negated, as gates of the target.
  void emit(GateKind gate, Qubits controls, Qubits targets, Angles angles = {}, bool adjoint = false);
  void emit(GateKind gate, Qubits controls, uint32_t target, std::initializer_list<Angle> angles = {}) {
    emit(gate, controls, Qubits(&target, 1), Angles(angles.begin(), angles.size()));
  }
  void emitPair(GateKind gate, Qubits controls, uint32_t a, uint32_t b, std::initializer_list<Angle> angles = {}) {
    uint32_t targets[] = {a, b};
    emit(gate, controls, targets, Angles(angles.begin(), angles.size()));
  }

  void finish() { phases.appendTo(out); }

private:
  Circuit &out;
  const DecomposeTarget &target;
  PhaseSum phases;

  // Decompose.cpp: one-qubit gates under one control or more.
  void controlledOneQubit(GateKind gate, Qubits controls, uint32_t target, Angles angles, bool adjoint);
  void controlledRot(Qubits controls, uint32_t target, Angle phi, Angle theta, Angle omega);
  void controlledX(Qubits controls, uint32_t target);
  void controlledXWithDirty(Qubits controls, uint32_t target, Qubits dirty);
  void controlledPhase(Qubits controls, uint32_t target, Angle angle);
  void controlledRotation(GateKind gate, Qubits controls, uint32_t target, Angle angle);
  void relativeToffoli(uint32_t a, uint32_t b, uint32_t target);
  void doublyControlledZ(uint32_t a, uint32_t b, uint32_t c);

  // DecomposeRules.cpp: gates of several qubits under any number of controls.
  void severalQubits(GateKind gate, Qubits controls, Qubits targets, Angles angles, bool adjoint);
  void isingXY(Qubits controls, uint32_t a, uint32_t b, Angle angle);
  void parity(Qubits controls, Qubits targets, Angle angle);
  void canonicalGate(uint32_t a, uint32_t b, Angle xx, Angle yy, Angle zz);
  void doubleExcitation(Qubits controls, Qubits targets, Angle angle);

  void one(GateKind gate, uint32_t qubit) { out.append(gate, {qubit}); }
  void one(GateKind gate, uint32_t qubit, Angle angle) { out.append(gate, {qubit}, {angle}); }
  void cnot(uint32_t control, uint32_t target) { out.append(GateKind::CNOT, {control, target}); }

  static std::vector<uint32_t> with(Qubits controls, std::initializer_list<uint32_t> more) {
    std::vector<uint32_t> all(controls.begin(), controls.end());
    all.insert(all.end(), more);
    return all;
  }
};

} // namespace qml
