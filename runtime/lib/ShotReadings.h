// SPDX-License-Identifier: Apache-2.0
//
// Readings estimated from shots, whatever the shots are drawn from: a state, a density matrix, trajectories.
#pragma once

#include "Execution.h"
#include "PauliExpansion.h"
#include "qml-runtime/Simulator.h"

namespace qml::rt {

/// Outcomes of measuring all qubits.
class ShotSource {
public:
  virtual ~ShotSource() = default;
  /// Sets outcomes[i] to the basis index that shot first + i yields if each qubit is measured in the basis of `basis`:
  /// X where only the first mask has its bit, Y where both have, else Z. Different `use`s are independent.
  virtual Result draw(PauliMasks basis, uint32_t use, uint64_t first, std::span<uint64_t> outcomes) = 0;
  /// The state itself, for State readings.
  virtual Result writeState(double *out) = 0;
};

/// The shots of `ket`, state 0; other bases than the computational one take state 1.
template <typename Real>
std::unique_ptr<ShotSource> stateSource(Execution<Real> &execution, Workspace &workspace, Amplitudes<Real> ket);

/// Appends the gates that turn `basis` into the computational one.
void appendBasisChange(Circuit &circuit, PauliMasks basis);

/// Writes all readings of `plan` from options.shots shots; a State stays exact.
Result shotReadings(const Plan &plan, const RunOptions &options, ShotSource &source, Workspace::Impl &workspace, double *out);

} // namespace qml::rt
