// SPDX-License-Identifier: Apache-2.0
//
// From the values of angles to the coefficients that the kernels multiply with.

#include "BlockMatrix.h"
#include "Execution.h"

#include <bit>
#include <cmath>

namespace qml::rt {

template <typename Real> void Execution<Real>::computeMatrices(bool sharedToo) {
  auto size = [](const Block &block) { return size_t(1) << (2 * block.numTargets); };
  const bool first = scratch_.firstMatrix.empty();
  if (first) {
    size_t total = 0;
    for (uint32_t b = 0; b < plan_.blocks.size(); ++b) {
      scratch_.firstMatrix.push_back(total);
      total += plan_.blocks[b].form == BlockForm::Matrix ? size(plan_.blocks[b]) * layout_.rowsOf(b) : 0;
    }
    scratch_.matrices.resize(total);
  }
  for (uint32_t b = 0; b < plan_.blocks.size(); ++b) {
    const Block &block = plan_.blocks[b];
    const Dependence dependence = layout_.dependence(b);
    bool isKnown = !first && (dependence == Dependence::Nothing || (dependence == Dependence::SharedSlots && !sharedToo));
    if (block.form != BlockForm::Matrix || isKnown || (dependence == Dependence::Rows && rowRotation(b)))
      continue; // fillRotations() does without matrices
    Complex *to = scratch_.matrices.data() + scratch_.firstMatrix[b];
    for (unsigned row = 0; row < layout_.rowsOf(b); ++row, to += size(block))
      blockMatrix(plan_, block, scratch_.angles, row, to);
  }
}

/// The gate of a block that is one RX or RY.
template <typename Real> const PlanGate *Execution<Real>::rowRotation(uint32_t number) const {
  const Block &block = plan_.blocks[number];
  const PlanGate *gate = plainRotation(plan_, block);
  return gate && pairForm(plan_, block) != PairForm::General ? gate : nullptr;
}

template <typename Real> const Complex *Execution<Real>::matrix(uint32_t number, unsigned row) const {
  const Block &block = plan_.blocks[number];
  return scratch_.matrices.data() + scratch_.firstMatrix[number] + (size_t(row) << (2 * block.numTargets));
}

template <typename Real> Result Execution<Real>::fillCoefficients(bool adjoint) {
  auto &coefficients = scratch_.coefficients[adjoint];
  if (coefficients.buffer.size() < layout_.numCoefficients)
    coefficients.isFilled = {};
  if (!coefficients.buffer.reserve(layout_.numCoefficients))
    return Result::OutOfMemory;
  coefficients_ = coefficients.buffer.data();
  for (const Sweep &sweep : layout_.sweeps)
    for (const StepRef &ref : sweep.steps)
      if (!coefficients.isFilled[size_t(ref.dependence)])
        fill(ref, adjoint, coefficients.buffer.data() + ref.coefficients);
  coefficients.isFilled = {true, true, true};
  return Result::Ok;
}

template <typename Real> void Execution<Real>::fill(const StepRef &ref, bool adjoint, Real *to) {
  switch (ref.kind) {
  case StepRef::Pair: return fillPair(layout_.pairs[ref.number], adjoint, to);
  case StepRef::Dense: return fillDense(layout_.denses[ref.number], adjoint, to);
  case StepRef::Phases: return fillPhases(layout_.phases[ref.number], ref.dependence == Dependence::Nothing, adjoint, to);
  }
}

template <typename Real> void Execution<Real>::fillPair(const PairStep<Real> &step, bool adjoint, Real *to) {
  auto entry = [&](const Complex *m, unsigned r, unsigned c) { return adjoint ? std::conj(m[2 * c + r]) : m[2 * r + c]; };
  if (!step.pass.inVectors) {
    const Complex *m = matrix(step.block, 0);
    const Complex entries[] = {entry(m, 0, 0), entry(m, 0, 1), entry(m, 1, 1), entry(m, 1, 0)};
    for (Complex e : entries) {
      *to++ = Real(e.real());
      *to++ = Real(e.imag());
    }
    return;
  }
  if (step.perRow)
    if (const PlanGate *gate = rowRotation(step.block))
      return fillRotations(step, *gate, adjoint, to);
  const unsigned lanes = layout_.lanes(), rows = step.pass.rowMask + 1;
  Real entries[2][4]; // by row of the matrix
  auto setEntries = [&](const Complex *m) {
    for (unsigned r = 0; r < 2; ++r) {
      Complex own = entry(m, r, r), other = entry(m, r, 1 - r);
      entries[r][0] = Real(own.real()), entries[r][1] = Real(own.imag());
      entries[r][2] = Real(other.real()), entries[r][3] = Real(other.imag());
    }
  };
  constexpr Real identity[4] = {1, 0, 0, 0};
  if (!step.perRow)
    setEntries(matrix(step.block, 0));
  for (unsigned set = 0; set < step.numSets(); ++set)
    for (unsigned v = 0; v < rows; ++v, to += 4 * lanes)
      for (unsigned lane = 0; lane < lanes; ++lane) {
        if (step.perRow)
          setEntries(matrix(step.block, v * lanes + lane));
        bool acts = step.conditions.numLane == 0 || step.conditions.acts(set >> 1, lane);
        const Real *from = acts ? entries[(set & 1) ^ parity(step.signLanes & lane)] : identity;
        for (unsigned part = 0; part < 4; ++part)
          to[part * lanes + lane] = from[part];
      }
  // The signs of the lanes in the one number of a backward pass.
  for (unsigned set = 0; set < step.numSets(); ++set)
    for (unsigned lane = 0; lane < lanes; ++lane) {
      unsigned r = (set & 1) ^ parity(step.signLanes & lane);
      bool acts = step.conditions.numLane == 0 || step.conditions.acts(set >> 1, lane);
      *to++ = !acts ? Real(0) : step.pass.form == PairForm::Real && r == 0 ? Real(-1) : Real(1);
    }
}

/// RX or RY whose angle differs between rows, from the sines and cosines as they are.
template <typename Real>
void Execution<Real>::fillRotations(const PairStep<Real> &step, const PlanGate &gate, bool adjoint, Real *to) {
  const unsigned lanes = layout_.lanes(), rows = step.pass.rowMask + 1;
  const bool real = step.pass.form == PairForm::Real, negated = plan_.locals[gate.firstLocal].negated;
  for (unsigned set = 0; set < 2; ++set) {
    // RX has -i sin beside the diagonal, RY has -sin in its first row and sin in its second.
    const double sign = (gate.adjoint != adjoint) != (real && negated != bool(set)) ? 1 : -1;
    for (unsigned v = 0; v < rows; ++v, to += 4 * lanes)
      for (unsigned lane = 0; lane < lanes; ++lane) {
        const Real sine = Real(sign * scratch_.angles.sinHalf(gate.firstAngle, v * lanes + lane));
        to[lane] = Real(scratch_.angles.cosHalf(gate.firstAngle, v * lanes + lane));
        to[lanes + lane] = 0;
        to[2 * lanes + lane] = real ? sine : 0;
        to[3 * lanes + lane] = real ? 0 : sine;
      }
  }
  for (unsigned set = 0; set < 2; ++set)
    to = std::fill_n(to, lanes, real && set == 0 ? Real(-1) : Real(1));
}

template <typename Real> void Execution<Real>::fillDense(const DenseStep<Real> &step, bool adjoint, Real *to) {
  const unsigned lanes = layout_.lanes(), width = step.pass.inVectors ? lanes : 1, rows = step.pass.rowMask + 1;
  const unsigned high = step.rows(), low = 1u << step.pass.numLow, dim = high * low;
  auto entry = [&](const Complex *m, unsigned r, unsigned c) {
    r = step.place[r], c = step.place[c];
    return adjoint ? std::conj(m[c * dim + r]) : m[r * dim + c];
  };
  for (unsigned set = 0; set < step.numSets(); ++set)
    for (unsigned v = 0; v < rows; ++v)
      for (unsigned r = 0; r < high; ++r)
        for (unsigned h = 0; h < high; ++h)
          for (unsigned d = 0; d < low; ++d, to += 2 * width)
            for (unsigned lane = 0; lane < width; ++lane) {
              const Complex *m = matrix(step.block, step.perRow ? v * lanes + lane : 0);
              unsigned own = step.laneIndex[lane] ^ ((set & (low - 1)) << step.pass.numHigh);
              Complex value = r == h && d == 0 ? 1 : 0;
              if (step.conditions.acts(set >> step.pass.numLow, lane))
                value = entry(m, own ^ r, own ^ h ^ (d << step.pass.numHigh));
              to[lane] = Real(value.real());
              to[width + lane] = Real(value.imag());
            }
}

void walshHadamard(double *numbers, unsigned rank, size_t stride) {
  for (size_t step = stride; step < stride << rank; step *= 2)
    for (size_t i = 0; i < stride << rank; i += 2 * step)
      for (size_t j = i; j < i + step; ++j) {
        double a = numbers[j], b = numbers[j + step];
        numbers[j] = a + b;
        numbers[j + step] = a - b;
      }
}

template <typename Real> void Execution<Real>::fillPhases(const PhaseStep<Real> &step, bool isFixed, bool adjoint, Real *to) {
  // The sums of the angles with the signs that each phase's number gives them are a Walsh-Hadamard transform.
  const size_t rows = step.perRow ? layout_.numRows() : 1, size = rows << step.rank, padded = (size + 7) / 8 * 8;
  AlignedBuffer<double> &table = scratch_.phaseTable;
  if (!table.reserve(3 * padded))
    throw std::bad_alloc();
  double *sums = table.data(), *sines = sums + padded, *cosines = sines + padded;
  std::fill_n(sums, padded, 0.0);
  for (auto [term, coordinates] : step.terms)
    for (size_t row = 0; row < rows; ++row)
      sums[coordinates * rows + row] += scratch_.angles.term(term, row) / 2;
  walshHadamard(sums, step.rank, rows);
  if (isFixed) { // once: as exact as can be
    std::transform(sums, sums + size, sines, [](double x) { return std::sin(x); });
    std::transform(sums, sums + size, cosines, [](double x) { return std::cos(x); });
  } else {
    kernels<double>().sinCos(sums, padded, sines, cosines);
  }
  const unsigned lanes = layout_.lanes(), width = step.pass.inVectors ? lanes : 1, rowVectors = step.pass.rowMask + 1;
  const double sign = adjoint ? 1 : -1;
  for (size_t number = 0; number < size_t(1) << step.vectorRank; ++number)
    for (unsigned v = 0; v < rowVectors; ++v, to += 2 * width)
      for (unsigned lane = 0; lane < width; ++lane) {
        size_t at = (number ^ step.laneIndex[lane]) * rows + (step.perRow ? v * lanes + lane : 0);
        to[lane] = Real(cosines[at]);
        to[width + lane] = Real(sign * sines[at]);
      }
}

template void Execution<double>::computeMatrices(bool);
template void Execution<float>::computeMatrices(bool);
template Result Execution<double>::fillCoefficients(bool);
template Result Execution<float>::fillCoefficients(bool);

} // namespace qml::rt
