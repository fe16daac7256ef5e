// SPDX-License-Identifier: Apache-2.0
//
// Adjoint differentiation (arXiv:2009.02823), block by block: one sweep over ket and bra undoes a block on both and
// yields the overlaps from which the derivatives by all its angles follow. Three states at most, whatever the number of
// parameters.

#include "Execution.h"
#include "Readings.h"

#include <cassert>
#include <new>
#include <numeric>

namespace qml::rt {
namespace {

bool isDifferentiable(const Plan &plan) {
  return std::ranges::none_of(plan.readings, [](const Reading &reading) {
    return reading.kind == ReadingKind::State || reading.kind == ReadingKind::Sample;
  });
}

bool hasVariance(const Plan &plan) {
  return std::ranges::any_of(plan.readings, [](const Reading &reading) { return reading.kind == ReadingKind::Var; });
}

/// Walks back over the blocks as far as the first that hangs on a slot.
Result walkBack(Execution &execution, StateView ket, StateView bra) {
  const std::vector<Block> &blocks = execution.plan().blocks;
  execution.workspace().angleGradients.assign(execution.plan().angles.size(), 0);
  size_t first = std::ranges::find_if(blocks, &Block::parametric) - blocks.begin();
  for (size_t i = blocks.size(); i-- > first;)
    if (Result result = execution.backward(blocks[i], ket, bra); result != Result::Ok)
      return result;
  return Result::Ok;
}

/// Derivatives by angles become derivatives by slots, those by derived slots derivatives by their terms.
void addSlotGradients(const Plan &plan, std::span<const double> angleGradients, double *slotGradient) {
  std::vector<double> gradients(plan.numSlots());
  for (size_t i = 0; i < plan.angles.size(); ++i)
    if (const Angle &angle = plan.angles[i]; !angle.isConstant())
      gradients[angle.slot] += angle.scale * angleGradients[i];
  for (size_t d = plan.derivedSlots.size(); d-- > 0;)
    for (auto [source, factor] : plan.derivedSlots[d].terms)
      gradients[source] += factor * gradients[plan.numInputSlots + d];
  for (unsigned slot = 0; slot < plan.numInputSlots; ++slot)
    slotGradient[slot] += gradients[slot];
}

Result gradient(const Plan &plan, std::span<const double> slots, std::span<const double> cotangent,
                const RunOptions &options, Workspace::Impl &workspace, double *out, double *slotGradient) {
  Execution execution(plan, options, workspace);
  const bool needsScratch = hasVariance(plan);
  if (Result result = execution.reserve(needsScratch ? 3 : 2); result != Result::Ok)
    return result;
  if (Result result = execution.bind(slots); result != Result::Ok)
    return result;
  StateView ket = execution.state(0), bra = execution.state(1);
  if (Result result = execution.forward(ket); result != Result::Ok)
    return result;
  if (out)
    exactReadings(execution, ket, out);
  readingsBra(execution, cotangent, ket, bra, needsScratch ? execution.state(2) : StateView{});
  if (Result result = walkBack(execution, ket, bra); result != Result::Ok)
    return result;
  addSlotGradients(plan, workspace.angleGradients, slotGradient);
  return Result::Ok;
}

} // namespace

Result runWithGradient(const Plan &plan, std::span<const double> slots, std::span<const double> cotangent,
                       const RunOptions &options, Workspace &workspace, double *out, double *slotGradient) {
  if (!isDifferentiable(plan))
    return Result::NotDifferentiable;
  try {
    return gradient(plan, slots, cotangent, options, workspace.impl(), out, slotGradient);
  } catch (const std::bad_alloc &) {
    return Result::OutOfMemory;
  }
}

} // namespace qml::rt
