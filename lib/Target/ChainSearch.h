// SPDX-License-Identifier: Apache-2.0
//
// Long paths and rings in a coupling graph.
#pragma once

#include "Random.h"
#include "qml/Target/Coupling.h"

#include <optional>

namespace qml::target {

/// A path (or ring) of `length` qubits that are not `taken`, or nothing if none is found within a budget.
std::optional<std::vector<uint32_t>> findChain(const Coupling &coupling, const std::vector<bool> &taken,
                                               unsigned length, bool ring, Random &random);

} // namespace qml::target
