// SPDX-License-Identifier: Apache-2.0
//
// The optimisation passes on the compact circuit. Each is a function; those that return a bool say whether they changed
// anything. All work with symbolic angles and treat Measure, Reset, Barrier and Channel as walls on their qubits, an
// empty Barrier as a wall on all. All but removeDeadGates and dropGlobalPhase keep the unitary exactly, global phase
// included, so that a circuit may be controlled later. None approximates: a rotation by 1e-9 stays.
#pragma once

#include "qml/Circuit/Circuit.h"
#include "qml/Circuit/Observable.h"

#include <optional>
#include <utility>
#include <vector>

namespace qml {

/// The Pauli that commutes with `op` on its qubit number `i`: X, Y or Z, 'I' if all do, '-' if none is known to. Z on
/// controls, negated or not; '-' for walls.
char axisOf(const Op &op, unsigned i);

/// Whether two steps of `circuit` commute, decided from the axes of the gate table and never by comparing numbers: they
/// do if on every qubit that they share both have the same axis. Sound, not complete: RX(0) and RZ are said not to
/// commute.
bool commute(const Circuit &circuit, const Op &a, const Op &b);

/// Removes pairs of a gate and its inverse with nothing but gates that commute with it in between. Angles must cancel
/// exactly (RX(a) RX(-a)); the order of controls and of the qubits of symmetric gates does not matter. Looks back over
/// at most 64 steps per gate, which makes it linear. Leaves alone: inverse pairs of different kinds (RZ(-pi/2) S: see
/// mergeRotations) and uncontrolled GlobalPhase.
bool cancelInverses(Circuit &circuit);

/// Adds up rotations of one kind on the same qubits with commuting gates in between, as cancelInverses finds them, and
/// removes rotations whose angle is the constant 0, Identity gates included. Phase-like gates (Z, S, T, PhaseShift)
/// merge under any controls; without controls also with RZ, as X and SX do with RX, and Y with RY. The phase this
/// leaves goes into one GlobalPhase at the end, together with all other uncontrolled ones. Leaves alone: full turns
/// (RX(2 pi) is -1), constants that take two fixed gates (S T), Rot and U.
bool mergeRotations(Circuit &circuit);

/// Removes gates that no reading can see: those outside the light cone, and those that commute with all that is read
/// after them (diagonal gates before Probs, Sample and Z observables; RX before X). Measured bits count as read, Reset
/// ends a light cone, a Barrier keeps what is before it, a Channel outside of the light cone goes. Does nothing if there are no readings, or one of State. What
/// is read does not change; the state does.
bool removeDeadGates(Circuit &circuit, const std::vector<Reading> &readings);

/// cancelInverses, mergeRotations and removeDeadGates, in the order in which they help each other.
bool optimizeCircuit(Circuit &circuit, const std::vector<Reading> &readings);

/// Removes uncontrolled GlobalPhase gates, for targets that know no phase.
bool dropGlobalPhase(Circuit &circuit);

/// What `decompose` may leave in a circuit besides one-qubit gates and CNOT.
struct DecomposeTarget {
  /// Gates with a number of (not negated) controls. (CZ, 0) and (Z, 1) are the same.
  std::vector<std::pair<GateKind, unsigned>> kept;

  bool keeps(GateKind base, unsigned numControls) const;
};

/// Rewrites all gates to one-qubit gates without controls, CNOT and `target.kept`, with at most one GlobalPhase at the
/// end; see dropGlobalPhase. Angles stay symbolic, no qubits are added. Under k >= 2 controls a rotation takes 2^k CNOT
/// up to k = 6 and O(k) above; a phase or an X takes 2^(k+1) - 2 up to k = 6 and O(k^2) above.
Circuit decompose(const Circuit &circuit, const DecomposeTarget &target = {});

/// exp(i phase) RZ(phi) RY(theta) RZ(lambda), as a product of matrices: RZ(lambda) acts first.
struct Euler {
  Angle phi, theta, lambda, phase;
};

/// The Euler angles of a one-qubit gate without controls; `circuit` gets a derived slot where angles add up.
Euler eulerOf(Circuit &circuit, const Op &op);

/// The Euler angles of a unitary 2 x 2 matrix, row-major.
Euler eulerOf(std::span<const Complex, 4> matrix);

enum class OneQubitBasis {
  U,   // U; RZ for what is diagonal
  ZYZ, // RZ and RY
  ZSX, // RZ, SX, X: IBM's
};

/// Replaces each run of one-qubit gates on a qubit by fewer gates of `basis`. Constant gates are multiplied (there, and
/// only there, angles within 1e-15 of a multiple of pi/4 are rounded to it); symbolic rotations are merged as far as
/// sums of angles go, and what can't be merged is emitted piece by piece. For U and ZYZ a run that would not get
/// shorter stays as it is; for ZSX all gates of a run are rewritten, unless they are of the basis and would not get
/// fewer. Phases go into one GlobalPhase at the end. Leaves alone: gates with controls. Limit: a constant rotation
/// between two symbolic ones takes two SX of its own, where one could be shared.
void fuseOneQubitRuns(Circuit &circuit, OneQubitBasis basis);

} // namespace qml
