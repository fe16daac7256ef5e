// SPDX-License-Identifier: Apache-2.0
//
// The slow oracle: circuits evaluated the obvious way, one matrix at a time over all amplitudes. Every pass and every kernel is
// tested against it. Qubit 0 is the most significant bit of the basis index.
#pragma once

#include "qml/Circuit/Circuit.h"
#include "qml/Circuit/Observable.h"

#include <vector>

namespace qml::oracle {

using State = std::vector<Complex>;

/// |0...0> on `numQubits` qubits.
State zeroState(unsigned numQubits);

/// The state after `circuit`, which must hold gates and barriers only.
State apply(const Circuit &circuit, std::span<const double> slots, State state);

/// A density matrix, row-major, and for each qubit the probabilities to read a 0 as 1 and a 1 as 0.
struct Density {
  unsigned numQubits = 0;
  std::vector<Complex> matrix;
  std::vector<std::pair<double, double>> readout;
};

/// The density matrix after `circuit`, which may hold channels, from |0...0>.
Density density(const Circuit &circuit, std::span<const double> slots);

/// tr(observable rho); each Pauli factor P is read with the readout errors of its qubit.
double expectation(const PauliSum &observable, const Density &density);
/// As of states.
std::vector<double> probabilities(const Density &density, std::span<const uint32_t> qubits);

/// The matrix of `circuit`, row-major, 4^n numbers.
std::vector<Complex> unitary(const Circuit &circuit, std::span<const double> slots);

/// <state| observable |state>.
double expectation(const PauliSum &observable, const State &state);

/// The probabilities of the outcomes of `qubits`, the first the most significant.
std::vector<double> probabilities(const State &state, std::span<const uint32_t> qubits);

/// The largest |a - c b| over all entries, with the phase c that makes the largest entry of `a` agree.
double distanceUpToPhase(std::span<const Complex> a, std::span<const Complex> b);

} // namespace qml::oracle
