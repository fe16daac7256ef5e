// SPDX-License-Identifier: Apache-2.0
//
// The one table of noise channels, as GateTable.h is the one of gates. A channel is a completely positive, trace
// preserving map on one or two qubits, given by its Kraus operators: rho -> sum of K rho K^+. Names and conventions are
// PennyLane's.
#pragma once

#include "qml/Circuit/GateTable.h"

#include <optional>
#include <string>

namespace qml {

enum class ChannelKind : uint8_t {
  Depolarizing,     // p: an error with probability p, every Pauli but the identity alike
  AmplitudeDamping, // gamma: |1> falls to |0> with probability gamma
  PhaseDamping,     // gamma: coherences shrink by sqrt(1 - gamma)
  BitFlip,          // p: X with probability p
  PhaseFlip,        // p: Z with probability p
  Pauli,            // px, py, pz
  Thermal,          // T1, T2, time: relaxation towards |0> with T1, coherences decay with T2
  Kraus,            // operators one after the other, row-major, real and imaginary parts in turn
  Readout,          // p01, p10: what is read is wrong: a 0 is read as 1, a 1 as 0; comes last on its qubit
  Last = Readout,
};

struct ChannelRow {
  ChannelKind kind;
  std::string_view name;
  int8_t numParams; // -1: any
  bool onTwo;       // may act on two qubits at once
};

const ChannelRow &channelRow(ChannelKind kind);
std::span<const ChannelRow> channelTable();
const ChannelRow *findChannel(std::string_view name);

/// Why the parameters are none of a channel on `numQubits` qubits: probabilities outside of [0, 1], T2 > 2 T1, Kraus
/// operators that do not preserve the trace. Nothing if they are fine.
std::optional<std::string> checkChannel(ChannelKind kind, std::span<const double> params, unsigned numQubits);

/// The Kraus operators, row-major 2^k x 2^k; the first qubit is the most significant bit. Readout has none: it is no
/// map of states.
std::vector<std::vector<Complex>> krausOperators(ChannelKind kind, std::span<const double> params, unsigned numQubits);

} // namespace qml
