// SPDX-License-Identifier: Apache-2.0
//
// Observables multiplied out: Pauli strings by their bit masks, each with its coefficient.
#pragma once

#include "qml/Circuit/Observable.h"

#include <cstdint>
#include <map>

namespace qml::rt {

/// Bits where a string has X or Y, and where it has Z or Y.
using PauliMasks = std::pair<uint64_t, uint64_t>;
using PauliExpansion = std::map<PauliMasks, double>;

inline PauliMasks operator^(PauliMasks a, PauliMasks b) { return {a.first ^ b.first, a.second ^ b.second}; }
bool anticommute(PauliMasks a, PauliMasks b);
/// The string as a term with coefficient 1.
PauliTerm termOf(PauliMasks masks, unsigned numQubits);

PauliExpansion expand(const PauliSum &observable, unsigned numQubits);

/// The square of the observable.
PauliExpansion square(const PauliExpansion &terms);

} // namespace qml::rt
