// SPDX-License-Identifier: Apache-2.0
//
// Removal of gates that no reading sees. Going backwards, everything that is read, written as an operator at this point
// of the circuit (Heisenberg's picture), is known per qubit to be the identity there, or to commute with one Pauli, or
// nothing. A gate commutes with such operators if on each qubit that is read it has the axis of what is read, and is
// dropped; a gate that stays keeps an axis that it shares and spoils all others, but for gates that send basis states to
// basis states: these send what is diagonal on their qubits to what is diagonal.

#include "PhaseSum.h"
#include "qml/Circuit/Passes.h"

#include <algorithm>

namespace qml {
namespace {

constexpr char unread = 'I', anything = '-';

/// What is read of a qubit by something of axis `a` and by something of axis `b`.
char join(char a, char b) {
  if (a == unread || a == b)
    return b;
  return b == unread ? a : anything;
}

std::vector<char> axesRead(unsigned numQubits, const std::vector<Reading> &readings) {
  std::vector<char> axes(numQubits, unread);
  for (const Reading &reading : readings) {
    for (const PauliSum &sum : reading.observables)
      for (const PauliTerm &term : sum.terms)
        for (auto [qubit, pauli] : term.factors)
          axes[qubit] = join(axes[qubit], "IXYZ"[size_t(pauli)]);
    for (uint32_t qubit : reading.qubits)
      axes[qubit] = join(axes[qubit], 'Z');
    bool readsAll =
        reading.qubits.empty() && (reading.kind == ReadingKind::Probs || reading.kind == ReadingKind::Sample);
    for (char &axis : axes)
      axis = readsAll ? join(axis, 'Z') : axis;
  }
  return axes;
}

/// Whether `gate` sends products of eigenstates of the Pauli `axis` to such products, but for phases.
bool permutes(const Op &gate, char axis) {
  switch (gate.gate) {
  case GateKind::X: return axis == 'Z' || (axis == 'X' && gate.numControls <= 1);
  case GateKind::Y:
  case GateKind::ISWAP:
  case GateKind::DCX:
  case GateKind::PSWAP: return axis == 'Z';
  case GateKind::SWAP: return axis == 'Z' || gate.numControls == 0;
  default: return false;
  }
}

/// Steps back over a gate; false if nothing sees it.
bool stepBack(std::vector<char> &axes, const Circuit &circuit, const Op &gate) {
  auto qubits = circuit.qubits(gate);
  bool seen = false;
  for (unsigned i = 0; i < qubits.size(); ++i) {
    char axis = axisOf(gate, i), read = axes[qubits[i]];
    seen |= read != unread && axis != 'I' && (axis != read || axis == anything);
  }
  if (!seen)
    return false;
  char read = unread; // of all its qubits
  for (uint32_t qubit : qubits)
    read = join(read, axes[qubit]);
  const bool kept = permutes(gate, read);
  for (unsigned i = 0; i < qubits.size(); ++i)
    axes[qubits[i]] = kept ? read : join(axes[qubits[i]], axisOf(gate, i));
  return true;
}

} // namespace

bool removeDeadGates(Circuit &circuit, const std::vector<Reading> &readings) {
  if (readings.empty() || std::ranges::find(readings, ReadingKind::State, &Reading::kind) != readings.end())
    return false;
  std::vector<char> axes = axesRead(circuit.numQubits(), readings);
  std::vector<bool> dead(circuit.size());
  for (size_t i = circuit.size(); i-- > 0;) {
    const Op &op = circuit[i];
    switch (op.op) {
    case OpKind::Gate: dead[i] = !stepBack(axes, circuit, op); break;
    // What is read after a measurement of Z and the outcome itself both commute with Z before it.
    case OpKind::Measure: axes[circuit.qubits(op)[0]] = 'Z'; break;
    case OpKind::Reset: axes[circuit.qubits(op)[0]] = unread; break;
    case OpKind::Barrier:
      if (op.numQubits == 0)
        std::ranges::fill(axes, anything);
      for (uint32_t qubit : circuit.qubits(op))
        axes[qubit] = anything;
      break;
    // It preserves the trace: where nothing is read it changes nothing.
    case OpKind::Channel: {
      auto qubits = circuit.qubits(op);
      dead[i] = std::ranges::all_of(qubits, [&](uint32_t qubit) { return axes[qubit] == unread; });
      for (uint32_t qubit : qubits)
        axes[qubit] = dead[i] ? unread : anything;
      break;
    }
    }
  }
  bool changed = std::ranges::find(dead, true) != dead.end();
  circuit.erase(dead);
  return changed;
}

bool dropGlobalPhase(Circuit &circuit) {
  std::vector<bool> dead(circuit.size());
  for (size_t i = 0; i < circuit.size(); ++i)
    dead[i] = isGlobalPhase(circuit[i]);
  bool changed = std::ranges::find(dead, true) != dead.end();
  circuit.erase(dead);
  return changed;
}

} // namespace qml
