// SPDX-License-Identifier: Apache-2.0
//
// Adjoint differentiation of whole runs: forward, the bra that the readings ask for, backward sweeps, and the chain rule from
// angles to slots. Three states at most, whatever the number of parameters.

#include "Execution.h"
#include "Factors.h"
#include "Noise.h"
#include "Readings.h"

#include <new>

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

/// The derivatives by slots, as the angles of `execution` place them, after its backward().
template <typename Real> const OwnVector<double> &slotGradients(Execution<Real> &execution) {
  Workspace::Impl &workspace = execution.workspace();
  const AngleLayout &angles = execution.layout().angles();
  workspace.slotGradients.assign(angles.numSlotValues(), 0);
  auto addFrom = [&](const SharedPart &part, Execution<Real> own) {
    const OwnVector<double> &gradients = slotGradients(own);
    for (uint32_t i = 0; i < part.slots.size(); ++i)
      workspace.slotGradients[angles.placeOfSlot(part.slots[i], 0)] += gradients[own.layout().angles().placeOfSlot(i, 0)];
  };
  if (const SharedPart *prefix = execution.layout().prefix(); prefix && prefix->hasDerivative)
    addFrom(*prefix, {prefix->program, execution.options(), *workspace.prefix});
  if (const Suffix *suffix = execution.layout().suffix(); suffix && suffix->hasDerivative)
    addFrom(*suffix, {suffix->program, execution.options(), *workspace.suffix, suffix->columnBits, suffix->flags});
  angles.slotGradients(workspace.angleGradients, workspace.slotGradients);
  return workspace.slotGradients;
}

template <typename Real>
Result gradient(const Program &program, std::span<const double> slots, std::span<const double> cotangent, const RunOptions &options,
                Workspace &workspace, double *out, double *slotGradient) {
  const Plan &plan = program.plan();
  if (plan.numQubits > maxQubits) // before anything is laid out
    return Result::TooManyQubits;
  Execution<Real> execution(program, options, workspace);
  const bool needsScratch = hasVariance(plan);
  if (Result result = execution.prepare({slots.data(), 1, slots.size()}, needsScratch ? 3 : 2); result != Result::Ok)
    return result;
  if (execution.readsInTiles(/*withDerivatives=*/true)) {
    std::vector<double> values(numReadings(plan));
    if (Result result = execution.backwardInTiles(cotangent.data(), values.data()); result != Result::Ok)
      return result;
    if (out)
      std::ranges::copy(values, out);
  } else {
    if (Result result = execution.runPrepared(); result != Result::Ok)
      return result;
    Amplitudes<Real> ket = execution.state(0), bra = execution.state(1);
    readingsAndBra(execution, cotangent, ket, bra, needsScratch ? execution.state(2) : Amplitudes<Real>{}, out);
    if (Result result = execution.backward(); result != Result::Ok)
      return result;
  }
  const OwnVector<double> &gradients = slotGradients(execution);
  for (unsigned slot = 0; slot < plan.numInputSlots; ++slot)
    slotGradient[slot] += gradients[execution.layout().angles().placeOfSlot(slot, 0)];
  return Result::Ok;
}

template <typename Real>
Result rowGradients(const Program &program, const SlotRows &slots, const double *cotangents, const RunOptions &options,
                    Workspace &workspace, unsigned rowBits, double *slotGradient) {
  const Plan &plan = program.plan();
  Execution<Real> execution(program, options, workspace, rowBits, slots.flags);
  if (Result result = execution.run(slots, 2); result != Result::Ok)
    return result;
  if (Result result = rowBackward(execution, cotangents, slots.numRows); result != Result::Ok)
    return result;
  const OwnVector<double> &gradients = slotGradients(execution);
  const AngleLayout &angles = execution.layout().angles();
  for (unsigned slot = 0; slot < plan.numInputSlots; ++slot)
    if (slots.flags.empty() || !(slots.flags[slot] & SlotRows::noDerivative))
      for (size_t row = 0; row < (angles.slotVaries(slot) ? slots.numRows : 1); ++row)
        slotGradient[row * plan.numInputSlots + slot] = gradients[angles.placeOfSlot(slot, row)];
  return Result::Ok;
}

/// Derivatives come from no shots, and neither do the values beside them.
RunOptions exact(RunOptions options) {
  options.shots = 0;
  return options;
}

} // namespace

Result runWithGradient(const Program &program, std::span<const double> slots, std::span<const double> cotangent,
                       const RunOptions &given, Workspace &workspace, double *out, double *slotGradient) {
  if (!isDifferentiable(program.plan()))
    return Result::NotDifferentiable;
  const RunOptions options = exact(given);
  try {
    if (program.plan().noisy)
      return noisyGradient(program.plan(), slots, cotangent, options, workspace.impl(), out, slotGradient);
    if (const Factors *factors = program.impl().factors())
      return factors->runWithGradient(slots, cotangent, options, workspace, out, slotGradient);
    const Program *reduced = program.impl().withoutSymmetries();
    auto run = options.precision == Precision::Single ? gradient<float> : gradient<double>;
    return run(reduced ? *reduced : program, slots, cotangent, options, workspace, out, slotGradient);
  } catch (const std::bad_alloc &) {
    return Result::OutOfMemory;
  }
}

Result batchGradient(const Program &program, const SlotRows &slots, const double *cotangents, const RunOptions &given,
                     Workspace &workspace, double *slotGradient) {
  if (!isDifferentiable(program.plan()))
    return Result::NotDifferentiable;
  const RunOptions options = exact(given);
  try {
    const Factors *factors = program.impl().factors();
    const unsigned rowBits = batchRowBits(program, options, slots.numRows);
    if (!factors && rowBits == 0) {
      const size_t numSlots = program.plan().numInputSlots;
      std::fill_n(slotGradient, numSlots, 0.0);
      return runWithGradient(program, {slots.values, numSlots}, {cotangents, numReadings(program.plan())}, options, workspace, nullptr,
                             slotGradient);
    }
    if (factors)
      return factors->batchGradient(slots, cotangents, options, workspace, slotGradient);
    auto run = options.precision == Precision::Single ? rowGradients<float> : rowGradients<double>;
    return run(program, slots, cotangents, options, workspace, rowBits, slotGradient);
  } catch (const std::bad_alloc &) {
    return Result::OutOfMemory;
  }
}

} // namespace qml::rt
