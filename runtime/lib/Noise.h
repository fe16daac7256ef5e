// SPDX-License-Identifier: Apache-2.0
//
// Plans with channels. Two ways to run them: the density matrix, exact, 8 bytes for each of 4^n numbers; and
// trajectories, an average over random state vectors, one of which is a circuit with an operator drawn in the place of
// each channel.
#pragma once

#include "qml-runtime/Simulator.h"

namespace qml::rt {

/// `circuit` with gates on at most two qubits each and without barriers, as both ways take it.
std::shared_ptr<const Circuit> noisyCircuit(const Circuit &circuit);

/// run() and runWithGradient() of a noisy plan.
Result runNoisy(const Plan &plan, std::span<const double> slots, const RunOptions &options, Workspace &workspace, double *out);
Result noisyGradient(const Plan &plan, std::span<const double> slots, std::span<const double> cotangent,
                     const RunOptions &options, Workspace::Impl &workspace, double *out, double *slotGradient);

/// By trajectories: options.trajectories of them, or one per shot.
Result runTrajectories(const Plan &plan, std::span<const double> slots, const RunOptions &options, Workspace &workspace,
                       double *out);

} // namespace qml::rt
