// SPDX-License-Identifier: Apache-2.0
//
// The choice between density matrix and trajectories, and gradients of the former: reverse mode through the real linear
// maps. The vectors before each step are computed anew from checkpoints, every root of the number of steps.

#include "Noise.h"

#include "Density.h"
#include "qml/Circuit/Passes.h"

#include <cmath>
#include <new>

namespace qml::rt {

/// Above, circuits with shots take one trajectory per shot: 128 MiB of density matrix. A fixed number, so that the same
/// program gives the same outcomes on every machine.
constexpr unsigned maxDensityQubits = 12;

std::shared_ptr<const Circuit> noisyCircuit(const Circuit &circuit) {
  DecomposeTarget upToTwo;
  for (const GateRow &row : gateTable())
    if (row.kind == row.base && row.numQubits >= 1 && row.numQubits <= 2)
      upToTwo.kept.emplace_back(row.kind, 2 - row.numQubits);
  auto result = std::make_shared<Circuit>(decompose(circuit, upToTwo));
  std::vector<bool> dead(result->size());
  for (size_t i = 0; i < result->size(); ++i)
    dead[i] = (*result)[i].op == OpKind::Barrier || (*result)[i].numQubits == 0 ||
              ((*result)[i].op == OpKind::Gate && (*result)[i].gate == GateKind::Identity);
  result->erase(dead);
  return result;
}

Result runNoisy(const Plan &plan, std::span<const double> slots, const RunOptions &options, Workspace &workspace, double *out) {
  if (options.trajectories > 0 || (options.shots > 0 && plan.numQubits > maxDensityQubits))
    return runTrajectories(plan, slots, options, workspace, out);
  Density density(plan, options, workspace.impl());
  if (Result result = density.bind(slots); result != Result::Ok)
    return result;
  if (options.shots == 0 && density.readByStrings(out))
    return Result::Ok;
  if (Result result = density.reserve(1); result != Result::Ok)
    return result;
  density.forward(density.vector(0));
  return options.shots > 0 ? densityShots(density, density.vector(0), out)
                           : densityReadings(plan, density.vector(0), out);
}

Result noisyGradient(const Plan &plan, std::span<const double> slots, std::span<const double> cotangent,
                     const RunOptions &options, Workspace::Impl &workspace, double *out, double *slotGradient) {
  auto hasSlot = [&](const Op &op) {
    return op.op == OpKind::Channel &&
           std::ranges::any_of(plan.noisy->angles(op), [](const Angle &angle) { return !angle.isConstant(); });
  };
  if (options.trajectories > 0 || std::ranges::any_of(*plan.noisy, hasSlot))
    return Result::NotDifferentiable;
  Density density(plan, options, workspace);
  const size_t numSteps = density.numSteps();
  const size_t stretch = std::max<size_t>(1, std::ceil(std::sqrt(double(numSteps))));
  const size_t numCheckpoints = (numSteps + stretch - 1) / stretch;
  // Vectors: the cotangent, those before each step of a stretch, the checkpoints.
  if (Result result = density.reserve(1 + stretch + numCheckpoints); result != Result::Ok)
    return result;
  if (Result result = density.bind(slots); result != Result::Ok)
    return result;
  double *back = density.vector(0);
  auto inStretch = [&](size_t i) { return density.vector(1 + i); };
  auto checkpoint = [&](size_t i) { return density.vector(1 + stretch + i); };
  double *now = inStretch(0);
  density.start(now);
  for (size_t i = 0; i < numSteps; ++i) {
    if (i % stretch == 0)
      density.copy(now, checkpoint(i / stretch));
    density.apply(i, now);
  }
  if (out)
    if (Result result = densityReadings(plan, now, out); result != Result::Ok)
      return result;
  densityCotangent(density, cotangent, now, back);
  std::vector<double> gradients(plan.numSlots());
  for (size_t c = numCheckpoints; c-- > 0;) {
    const size_t first = c * stretch, count = std::min(stretch, numSteps - first);
    density.copy(checkpoint(c), inStretch(0));
    for (size_t i = 1; i < count; ++i) {
      density.copy(inStretch(i - 1), inStretch(i));
      density.apply(first + i - 1, inStretch(i));
    }
    for (size_t i = count; i-- > 0;) {
      if (density.isParametric(first + i))
        density.addDerivatives(first + i, inStretch(i), back, gradients.data());
      density.applyBack(first + i, back);
    }
  }
  for (size_t d = plan.derivedSlots.size(); d-- > 0;)
    for (auto [source, factor] : plan.derivedSlots[d].terms)
      gradients[source] += factor * gradients[plan.numInputSlots + d];
  for (unsigned slot = 0; slot < plan.numInputSlots; ++slot)
    slotGradient[slot] += gradients[slot];
  return Result::Ok;
}

} // namespace qml::rt
