// SPDX-License-Identifier: Apache-2.0
//
// Blocks applied to states, on several threads.

#include "Execution.h"

#include "BlockMatrix.h"

#include <cassert>
#include <cmath>
#include <cstring>

namespace qml::rt {

Execution::Execution(const Plan &plan, const RunOptions &options, Workspace::Impl &workspace)
    : plan_(plan), options_(options), workspace_(workspace), set_(kernels()),
      threads_(std::clamp(options.threads, 1u, maxChunks)), numChunks_(chunkCount(plan.numQubits)) {}

Result Execution::bind(std::span<const double> slots) {
  assert(slots.size() == plan_.numInputSlots && "wrong number of slot values");
  std::vector<double> &values = workspace_.slots;
  values.assign(slots.begin(), slots.end());
  for (const Circuit::DerivedSlot &slot : plan_.derivedSlots) {
    double sum = 0;
    for (auto [source, factor] : slot.terms)
      sum += factor * values[source];
    values.push_back(sum);
  }
  workspace_.angles.clear();
  for (const Angle &angle : plan_.angles) {
    double value = angle.value(values);
    if (!std::isfinite(value))
      return Result::NonFiniteAngle;
    workspace_.angles.push_back(value);
  }
  return Result::Ok;
}

Result Execution::reserve(unsigned numStates) {
  if (plan_.numQubits > maxQubits)
    return Result::TooManyQubits;
  unsigned missing = 0;
  for (unsigned i = 0; i < numStates; ++i)
    missing += !workspace_.states[i].holds(plan_.numQubits);
  if (missing == 0)
    return Result::Ok;
  if (Result result = checkMemory(plan_.numQubits, missing); result != Result::Ok)
    return result;
  for (unsigned i = 0; i < numStates; ++i)
    if (!workspace_.states[i].reserve(plan_.numQubits))
      return Result::OutOfMemory;
  return Result::Ok;
}

void Execution::setZero(StateView state) {
  size_t total = StateBuffer::amplitudes(plan_.numQubits);
  forChunks([&](unsigned chunk, unsigned) {
    auto [begin, end] = chunkRange(total, chunk, numChunks_);
    std::memset(state.re + begin, 0, (end - begin) * sizeof(double));
    std::memset(state.im + begin, 0, (end - begin) * sizeof(double));
  });
}

void Execution::copy(StateView from, StateView to) {
  size_t total = StateBuffer::amplitudes(plan_.numQubits);
  forChunks([&](unsigned chunk, unsigned) {
    auto [begin, end] = chunkRange(total, chunk, numChunks_);
    std::memcpy(to.re + begin, from.re + begin, (end - begin) * sizeof(double));
    std::memcpy(to.im + begin, from.im + begin, (end - begin) * sizeof(double));
  });
}

Result Execution::forward(StateView state) {
  setZero(state);
  state.re[0] = 1;
  for (const Block &block : plan_.blocks)
    if (Result result = apply(block, state); result != Result::Ok)
      return result;
  return Result::Ok;
}

void Execution::applyPass(StateView state) {
  const Pass &pass = workspace_.pass;
  forChunks([&](unsigned chunk, unsigned) {
    auto [begin, end] = chunkRange(pass.numUnits(), chunk, numChunks_);
    pass.apply(state, begin, end);
  });
}

Result Execution::apply(const Block &block, StateView state) {
  Workspace::Impl &w = workspace_;
  w.matrix.resize(matrixSize(block));
  blockMatrix(plan_, block, w.angles, w.matrix.data());
  if (!w.pass.set(plan_, block, w.matrix.data(), /*forOverlaps=*/false, set_))
    return Result::OutOfMemory;
  applyPass(state);
  return Result::Ok;
}

Result Execution::backward(const Block &block, StateView ket, StateView bra) {
  Workspace::Impl &w = workspace_;
  const size_t size = matrixSize(block);
  w.matrix.resize(size);
  blockMatrix(plan_, block, w.angles, w.matrix.data());
  makeAdjoint(block, w.matrix.data());
  if (!w.pass.set(plan_, block, w.matrix.data(), /*forOverlaps=*/block.parametric, set_))
    return Result::OutOfMemory;
  if (!block.parametric) {
    applyPass(ket);
    applyPass(bra);
    return Result::Ok;
  }
  const size_t numSums = w.pass.numOverlaps();
  if (!w.overlapSums.reserve(numSums * threads_))
    return Result::OutOfMemory;
  w.overlaps.assign(size * numChunks_, 0);
  forChunks([&](unsigned chunk, unsigned worker) {
    double *sums = w.overlapSums.data() + numSums * worker;
    std::fill_n(sums, numSums, 0.0);
    auto [begin, end] = chunkRange(w.pass.numUnits(), chunk, numChunks_);
    w.pass.applyBackward(ket, bra, sums, begin, end);
    w.pass.addOverlaps(sums, w.overlaps.data() + size * chunk);
  });
  for (unsigned chunk = 1; chunk < numChunks_; ++chunk)
    for (size_t i = 0; i < size; ++i)
      w.overlaps[i] += w.overlaps[size * chunk + i];
  makeAdjoint(block, w.matrix.data());
  addAngleGradients(plan_, block, w.angles, w.matrix.data(), w.overlaps.data(), w.angleGradients.data());
  return Result::Ok;
}

} // namespace qml::rt
