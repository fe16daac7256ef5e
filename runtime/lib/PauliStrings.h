// SPDX-License-Identifier: Apache-2.0
//
// Pauli strings as bit masks. Strings that flip the same bits are read in one pass over the state, whatever their
// signs: LiH's 631 terms on 12 qubits take 84 passes.
#pragma once

#include "Execution.h"

#include <tuple>

namespace qml::rt {

/// Sends |b> to i^numY (-1)^(z . b) |b ^ flip>.
struct PauliString {
  uint64_t flip = 0;
  uint64_t z = 0;
  unsigned numY = 0; // mod 4

  /// Odd strings (numY) have imaginary entries; they follow the even ones of the same flip.
  auto key() const { return std::tuple(flip, numY % 2, z, numY); }
};

PauliString pauliString(const PauliTerm &term, unsigned numQubits);

/// <state| P |state> for each string.
std::vector<double> pauliValues(Execution &execution, StateView state, std::span<const PauliString> strings);

/// target += weight * observable * source, for each (weight, observable).
using WeightedSum = std::pair<double, const PauliSum *>;
void applyPauliSums(Execution &execution, std::span<const WeightedSum> sums, StateView source, StateView target);

} // namespace qml::rt
