// SPDX-License-Identifier: Apache-2.0
//
// Circuits in layers, as variational ones are: they take several sweeps where a state is larger than a tile.
#pragma once

#include "RandomCircuit.h"

#include <gtest/gtest.h>
#include <numbers>

namespace qml::test {

/// A state of so many qubits is walked tile by tile, however large the cache.
constexpr unsigned tiledQubits = 17;

/// Layers of rotations that commute, CNOTs between; with real amplitudes only, or with phases and other axes. Some angles are
/// half turns, whose cosines vanish, and some slots have such values.
inline RandomCircuit layeredCircuit(uint64_t seed, unsigned numQubits, bool real) {
  constexpr unsigned numSlots = 4;
  Source random(seed);
  RandomCircuit result{Circuit(numQubits, numSlots), {random.angle(), std::numbers::pi, random.angle(), -std::numbers::pi + 1e-7}};
  for (unsigned layer = 0; layer < 4; ++layer) {
    const GateKind kinds[] = {GateKind::RY, GateKind::H, GateKind::RX, GateKind::SX};
    const GateKind kind = kinds[random.below(real ? 2 : 4)];
    for (uint32_t q = 0; q < numQubits; ++q) {
      if (gateRow(kind).numAngles == 0 || random.below(5) == 0)
        result.circuit.append(gateRow(kind).numAngles == 0 ? kind : real ? GateKind::Z : GateKind::T, {q});
      else
        result.circuit.append(kind, {q}, {random.below(6) == 0 ? Angle(std::numbers::pi) : Angle::ofSlot(random.below(numSlots))});
    }
    for (unsigned i = 0; i < numQubits && numQubits > 1; ++i)
      result.circuit.append(random.below(3) == 0 ? GateKind::Z : GateKind::X, random.qubits(2, numQubits), {}, 1);
    if (!real && numQubits > 1)
      for (GateKind two : {GateKind::IsingYY, GateKind::RZX, GateKind::IsingXX}) {
        const Angle angle = Angle::ofSlot(random.below(numSlots));
        result.circuit.append(two, random.qubits(2, numQubits), std::span(&angle, 1));
      }
  }
  return result;
}

/// A workspace whose memory is not 0: an entangled circuit, whose variance takes three complex states, has been in it.
inline rt::Workspace usedWorkspace(unsigned numQubits, const rt::RunOptions &options = {}) {
  Circuit used(numQubits, 1);
  for (uint32_t q = 0; q < numQubits; ++q)
    used.append(GateKind::RX, {q}, {Angle::ofSlot(0)});
  for (uint32_t q = 0; q + 1 < numQubits; ++q)
    used.append(GateKind::CNOT, {q, q + 1});
  for (uint32_t q = 0; q < numQubits; ++q)
    used.append(GateKind::RY, {q}, {Angle::ofSlot(0)});
  rt::Workspace workspace;
  const Reading var{ReadingKind::Var, {PauliSum{{PauliTerm{1, {{0, Pauli::X}}}}}}, {}};
  const double slot = 0.7, cotangent = 1;
  double out = 0, gradient = 0;
  EXPECT_EQ(rt::runWithGradient(rt::Program(rt::makePlan(used, {var})), {&slot, 1}, {&cotangent, 1}, options, workspace, &out, &gradient),
            rt::Result::Ok);
  return workspace;
}

/// Layers of RY and RZ, or RY only, with ladders of CNOTs, from the first qubit down or from the last up.
inline Circuit ladders(unsigned numQubits, bool down, bool real = false) {
  Circuit circuit(numQubits, 8 * numQubits);
  for (unsigned layer = 0; layer < 4; ++layer) {
    for (uint32_t q = 0; q < numQubits; ++q) {
      circuit.append(GateKind::RY, {q}, {Angle::ofSlot(2 * (layer * numQubits + q))});
      if (!real)
        circuit.append(GateKind::RZ, {q}, {Angle::ofSlot(2 * (layer * numQubits + q) + 1)});
    }
    for (uint32_t i = 0; i + 1 < numQubits; ++i) {
      const uint32_t q = down ? i : numQubits - 2 - i;
      circuit.append(GateKind::CNOT, {down ? q : q + 1, down ? q + 1 : q});
    }
  }
  return circuit;
}

} // namespace qml::test
