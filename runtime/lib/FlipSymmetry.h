// SPDX-License-Identifier: Apache-2.0
//
// States that a flip of some bits leaves as they are, psi[i ^ m] = psi[i]: those of MaxCut's QAOA, whose cost does not tell a cut
// from its complement, for m of all bits. Half of the amplitudes say all (tapering, arXiv:1701.08213).
#pragma once

#include "qml-runtime/Plan.h"

#include <optional>

namespace qml::rt {

/// A plan on fewer bits with the same expectation values and variances, if `plan` reads nothing else and has such flips. Its
/// qubits outnumber its bits: it can't be read in any other way.
std::optional<Plan> withoutFlipSymmetries(const Plan &plan);

} // namespace qml::rt
