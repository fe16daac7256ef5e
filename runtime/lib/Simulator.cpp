// SPDX-License-Identifier: Apache-2.0
//
// Forward runs. Memory is asked for where a result can say that there is none; small tables may throw bad_alloc, which
// stops here.

#include "qml-runtime/Simulator.h"

#include "Execution.h"
#include "Readings.h"

#include <new>

namespace qml::rt {

Workspace::Workspace() : impl_(std::make_unique<Impl>()) {}
Workspace::~Workspace() = default;
Workspace::Workspace(Workspace &&) noexcept = default;
Workspace &Workspace::operator=(Workspace &&) noexcept = default;

/// Runs the circuit on state 0 of `numStates` and hands it to `read`.
template <typename Read>
static Result simulate(const Plan &plan, std::span<const double> slots, const RunOptions &options, Workspace &workspace,
                       unsigned numStates, Read read) {
  try {
    Execution execution(plan, options, workspace.impl());
    if (Result result = execution.reserve(numStates); result != Result::Ok)
      return result;
    if (Result result = execution.bind(slots); result != Result::Ok)
      return result;
    if (Result result = execution.forward(execution.state(0)); result != Result::Ok)
      return result;
    return read(execution, execution.state(0));
  } catch (const std::bad_alloc &) {
    return Result::OutOfMemory;
  }
}

Result run(const Plan &plan, std::span<const double> slots, const RunOptions &options, Workspace &workspace,
           double *out) {
  unsigned numStates = statesForReadings(plan, options.shots);
  return simulate(plan, slots, options, workspace, numStates, [&](Execution &execution, StateView ket) {
    if (options.shots > 0)
      return sampledReadings(execution, ket, out);
    exactReadings(execution, ket, out);
    return Result::Ok;
  });
}

Result finalState(const Plan &plan, std::span<const double> slots, const RunOptions &options, Workspace &workspace,
                  double *out) {
  return simulate(plan, slots, options, workspace, 1, [&](Execution &execution, StateView ket) {
    writeState(execution, ket, out);
    return Result::Ok;
  });
}

} // namespace qml::rt
