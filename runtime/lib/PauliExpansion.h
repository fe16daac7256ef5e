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

PauliExpansion expand(const PauliSum &observable, unsigned numQubits);

/// The square of the observable.
PauliExpansion square(const PauliExpansion &terms);

} // namespace qml::rt
