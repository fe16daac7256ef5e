// SPDX-License-Identifier: Apache-2.0
//
// From a noisy circuit to passes over the density matrix.

#include "Density.h"

#include <cmath>
#include <cstring>
#include <limits>
#include <numeric>

namespace qml::rt {

Density::Density(const Plan &plan, const RunOptions &options, Workspace::Impl &workspace)
    : plan_(plan), circuit_(*plan.noisy), options_(options), workspace_(workspace),
      numChunks_(chunkCount(2 * plan.numQubits)), vectors_(workspace.densities) {
  options_.threads = std::clamp(options_.threads, 1u, maxChunks);
  layOut();
}

/// Maps of one qubit wait until a map of two needs their qubit. Channels join the map of two that they follow: Pauli noise
/// leaves that of a Clifford gate without sums.
void Density::layOut() {
  constexpr size_t none = std::numeric_limits<size_t>::max();
  std::vector<std::optional<Step>> waiting(plan_.numQubits);
  std::vector<size_t> last(plan_.numQubits, none); // step on the qubit
  auto flush = [&](uint32_t qubit) {
    if (!waiting[qubit])
      return;
    waiting[qubit]->isFirst = last[qubit] == none;
    last[qubit] = steps_.size();
    steps_.push_back(std::move(*waiting[qubit]));
    waiting[qubit].reset();
  };
  auto add = [&](Step &step, uint32_t i) {
    step.ops.push_back(i);
    for (const Angle &angle : circuit_.angles(circuit_[i]))
      step.parametric |= !angle.isConstant();
  };
  for (uint32_t i = 0; i < circuit_.size(); ++i) {
    const Op &op = circuit_[i];
    auto qubits = circuit_.qubits(op);
    if (op.numQubits == 2) {
      for (uint32_t qubit : qubits)
        flush(qubit);
      for (uint32_t qubit : qubits)
        last[qubit] = steps_.size();
      Step &step = steps_.emplace_back();
      step.numQubits = 2;
      std::ranges::copy(qubits, step.qubits.begin());
      add(step, i);
      continue;
    }
    const uint32_t qubit = qubits[0];
    if (op.op != OpKind::Gate && !waiting[qubit] && last[qubit] != none && steps_[last[qubit]].numQubits == 2) {
      add(steps_[last[qubit]], i);
      continue;
    }
    if (!waiting[qubit])
      waiting[qubit].emplace().qubits[0] = qubit;
    add(*waiting[qubit], i);
  }
  for (uint32_t qubit = 0; qubit < plan_.numQubits; ++qubit)
    flush(qubit);
}

Transfer Density::onStep(const Step &step, const Op &op, Transfer map) const {
  if (op.numQubits == step.numQubits)
    return map;
  return circuit_.qubits(op)[0] == step.qubits[0] ? kronecker(map, identityTransfer()) : kronecker(identityTransfer(), map);
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
      Transfer map = onStep(step, circuit_[i], transferOf(circuit_[i], angles));
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

void Density::setProduct(std::span<const QubitVector> factors, double *vector) {
  vector[0] = 1;
  size_t size = 1; // of the product so far, of the last qubits
  for (size_t q = factors.size(); q-- > 0; size *= 4) {
    const QubitVector &factor = factors[q];
    auto append = [&](size_t begin, size_t end) {
      for (size_t digit = 4; digit-- > 0;)
        for (size_t i = begin; i < end; ++i)
          vector[digit * size + i] = factor[digit] * vector[i];
    };
    if (q < 2)
      forChunks(size, [&](unsigned, size_t begin, size_t end) { append(begin, end); });
    else
      append(0, size);
  }
}

static constexpr std::array<double, 4> zeroQubit = {1, 0, 0, 1};

void Density::start(double *vector) { setProduct(std::vector<QubitVector>(plan_.numQubits, zeroQubit), vector); }

std::vector<Density::QubitVector> Density::behindFirst() const {
  std::vector<QubitVector> factors(plan_.numQubits, zeroQubit);
  for (const Step &step : steps_)
    if (step.isFirst) {
      QubitVector &factor = factors[step.qubits[0]], before = factor;
      for (size_t r = 0; r < 4; ++r)
        factor[r] = std::inner_product(before.begin(), before.end(), step.matrix.begin() + 4 * r, 0.0);
    }
  return factors;
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
    maps.push_back(onStep(step, circuit_[i], transferOf(circuit_[i], anglesOf(circuit_[i]))));
  for (size_t k = 0; k < step.ops.size(); ++k) {
    const Op &op = circuit_[step.ops[k]];
    auto angles = circuit_.angles(op);
    std::vector<double> values = anglesOf(op);
    for (unsigned a = 0; a < angles.size(); ++a) {
      if (angles[a].isConstant())
        continue;
      Transfer derivative = onStep(step, op, transferDerivative(op, values, a));
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
