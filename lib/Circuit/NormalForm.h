// SPDX-License-Identifier: Apache-2.0
//
// The order of qubits that a gate may choose freely, chosen: two gates are the same, or the same but for their angles,
// if their normal forms are so qubit by qubit.
#pragma once

#include "qml/Circuit/Circuit.h"

namespace qml {

/// Whether `gate` is a phase on |1> and so has a target that is one more control.
bool isPhaseGate(GateKind gate);

/// Rewrites `op` of `circuit` in place, without changing what it does: controls in ascending order, qubits of symmetric
/// gates too; where an exchange turns a gate into another of its kind (SingleExcitation), its angles change along.
/// Leaves alone negated controls of gates with more than 32 controls, whose masks do not permute.
void normalise(Circuit &circuit, Op &op);

/// A copy of `circuit` with all gates normalised, each at the place of the original in ops and pools.
Circuit normalForm(const Circuit &circuit);

/// Whether two normalised gates act on the same qubits in the same roles.
bool sameQubits(const Circuit &normal, const Op &a, const Op &b);

} // namespace qml
