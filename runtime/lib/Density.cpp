// SPDX-License-Identifier: Apache-2.0
//
// From a noisy circuit to passes over the density matrix.

#include "Density.h"

#include <cmath>
#include <cstring>
#include <limits>

namespace qml::rt {

Density::Density(const Plan &plan, const RunOptions &options, Workspace::Impl &workspace)
    : plan_(plan), circuit_(*plan.noisy), options_(options), workspace_(workspace),
      numChunks_(chunkCount(2 * plan.numQubits)), vectors_(workspace.densities) {
  options_.threads = std::clamp(options_.threads, 1u, maxChunks);
  layOut();
}

/// Maps of one qubit wait until a map of two needs their qubit.
void Density::layOut() {
  std::vector<std::optional<Step>> waiting(plan_.numQubits);
  auto flush = [&](uint32_t qubit) {
    if (waiting[qubit])
      steps_.push_back(std::move(*waiting[qubit]));
    waiting[qubit].reset();
  };
  for (uint32_t i = 0; i < circuit_.size(); ++i) {
    const Op &op = circuit_[i];
    auto qubits = circuit_.qubits(op);
    Step pair;
    Step *step = &pair;
    if (op.numQubits == 1) {
      if (!waiting[qubits[0]])
        waiting[qubits[0]].emplace();
      step = &*waiting[qubits[0]];
    }
    step->numQubits = op.numQubits;
    std::ranges::copy(qubits, step->qubits.begin());
    step->ops.push_back(i);
    for (const Angle &angle : circuit_.angles(op))
      step->parametric |= !angle.isConstant();
    if (op.numQubits == 2) {
      flush(qubits[0]);
      flush(qubits[1]);
      steps_.push_back(std::move(pair));
    }
  }
  for (uint32_t qubit = 0; qubit < plan_.numQubits; ++qubit)
    flush(qubit);
}

std::vector<double> Density::anglesOf(const Op &op) const {
  std::vector<double> angles;
  for (const Angle &angle : circuit_.angles(op))
    angles.push_back(angle.value(slots_));
  return angles;
}

Result Density::bind(std::span<const double> slots) {
  slots_ = circuit_.slotValues(slots);
  for (Step &step : steps_) {
    step.matrix.clear();
    for (uint32_t i : step.ops) {
      std::vector<double> angles = anglesOf(circuit_[i]);
      if (!std::ranges::all_of(angles, [](double angle) { return std::isfinite(angle); }))
        return Result::NonFiniteAngle;
      Transfer map = transferOf(circuit_[i], angles);
      step.matrix = step.matrix.empty() ? std::move(map) : product(map, step.matrix);
    }
  }
  return Result::Ok;
}

Result Density::reserve(size_t count) {
  if (2 * plan_.numQubits > maxQubits)
    return Result::DensityTooLarge;
  vectors_.resize(std::max(vectors_.size(), count));
  size_t missing = 0;
  for (size_t i = 0; i < count; ++i)
    missing += vectors_[i].size() < size();
  // checkMemory counts complex numbers.
  if (missing > 0)
    if (checkMemory(2 * plan_.numQubits, unsigned((missing + 1) / 2)) != Result::Ok)
      return Result::DensityTooLarge;
  for (size_t i = 0; i < count; ++i)
    if (!vectors_[i].reserve(size()))
      return Result::DensityTooLarge;
  return Result::Ok;
}

std::array<unsigned, 2> Density::shifts(const Step &step) const {
  return {2 * (plan_.numQubits - 1 - step.qubits[0]), 2 * (plan_.numQubits - 1 - step.qubits[1])};
}

void Density::pass(const Transfer &matrix, const Step &step, double *vector) {
  auto at = shifts(step);
  DensityPass pass(matrix, std::span(at).first(step.numQubits), plan_.numQubits);
  forChunks(pass.numGroups(), [&](unsigned, size_t begin, size_t end) { pass.apply(vector, begin, end); });
}

void Density::start(double *vector) {
  forChunks(size(), [&](unsigned, size_t begin, size_t end) { std::fill(vector + begin, vector + end, 0.0); });
  // Strings of I and Z have the value 1.
  for (size_t bits = 0; bits < size_t(1) << plan_.numQubits; ++bits) {
    size_t index = 0;
    for (unsigned q = 0; q < plan_.numQubits; ++q)
      index |= (bits >> q & 1) * (size_t(3) << (2 * q));
    vector[index] = 1;
  }
}

void Density::apply(size_t step, double *vector) { pass(steps_[step].matrix, steps_[step], vector); }

void Density::applyBack(size_t step, double *vector) {
  const Transfer &matrix = steps_[step].matrix;
  const size_t dim = steps_[step].numQubits == 1 ? 4 : 16;
  Transfer transposed(matrix.size());
  for (size_t r = 0; r < dim; ++r)
    for (size_t c = 0; c < dim; ++c)
      transposed[c * dim + r] = matrix[r * dim + c];
  pass(transposed, steps_[step], vector);
}

void Density::copy(const double *from, double *to) {
  forChunks(size(), [&](unsigned, size_t begin, size_t end) { std::copy(from + begin, from + end, to + begin); });
}

void Density::addDerivatives(size_t number, const double *before, const double *after, double *slotGradients) {
  const Step &step = steps_[number];
  auto at = shifts(step);
  DensityPass pass(step.matrix, std::span(at).first(step.numQubits), plan_.numQubits);
  // The derivative by the step's matrix, from chunks added in order.
  std::vector<double> sums(step.matrix.size() * numChunks_);
  forChunks(pass.numGroups(), [&](unsigned chunk, size_t begin, size_t end) {
    pass.addOverlaps(after, before, sums.data() + step.matrix.size() * chunk, begin, end);
  });
  Transfer byMatrix(step.matrix.size());
  for (size_t i = 0; i < sums.size(); ++i)
    byMatrix[i % byMatrix.size()] += sums[i];
  // matrix = behind * map * first, for each map of the step.
  std::vector<Transfer> maps;
  for (uint32_t i : step.ops)
    maps.push_back(transferOf(circuit_[i], anglesOf(circuit_[i])));
  for (size_t k = 0; k < step.ops.size(); ++k) {
    const Op &op = circuit_[step.ops[k]];
    auto angles = circuit_.angles(op);
    std::vector<double> values = anglesOf(op);
    for (unsigned a = 0; a < angles.size(); ++a) {
      if (angles[a].isConstant())
        continue;
      Transfer derivative = transferDerivative(op, values, a);
      for (size_t j = k; j-- > 0;)
        derivative = product(derivative, maps[j]);
      for (size_t j = k + 1; j < maps.size(); ++j)
        derivative = product(maps[j], derivative);
      double sum = 0;
      for (size_t i = 0; i < derivative.size(); ++i)
        sum += derivative[i] * byMatrix[i];
      slotGradients[angles[a].slot] += angles[a].scale * sum;
    }
  }
}

} // namespace qml::rt
