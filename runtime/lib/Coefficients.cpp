// SPDX-License-Identifier: Apache-2.0
//
// From the values of angles to the coefficients that the kernels multiply with.

#include "BlockMatrix.h"
#include "Execution.h"

#include <bit>
#include <cmath>
#include <limits>
#include <numbers>
#include <optional>
#include <ranges>
#include <tuple>
#include <utility>

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
    if (block.form != BlockForm::Matrix)
      continue;
    const Dependence dependence = layout_.dependence(b);
    bool isKnown = !first && (dependence == Dependence::Nothing || (dependence == Dependence::SharedSlots && !sharedToo));
    if (isKnown)
      continue;
    Complex *to = scratch_.matrices.data() + scratch_.firstMatrix[b];
    for (unsigned row = 0; row < layout_.rowsOf(b); ++row, to += size(block))
      blockMatrix(plan_, block, scratch_.angles, row, to);
  }
}

template <typename Real> const Complex *Execution<Real>::matrix(uint32_t number, unsigned row) const {
  const Block &block = plan_.blocks[number];
  return scratch_.matrices.data() + scratch_.firstMatrix[number] + (size_t(row) << (2 * block.numTargets));
}

template <typename Real> Result Execution<Real>::fillCoefficients(bool adjoint) {
  if (adjoint) // its phases are taken from those of the circuit
    if (Result result = fillCoefficients(false); result != Result::Ok)
      return result;
  auto &coefficients = scratch_.coefficients[adjoint];
  if (coefficients.buffer.size() < layout_.numCoefficients)
    coefficients.isFilled = {};
  if (!coefficients.buffer.reserve(layout_.numCoefficients))
    return Result::OutOfMemory;
  coefficients_ = coefficients.buffer.data();
  scales_ = &coefficients.scales;
  if (!coefficients.isFilled[size_t(Dependence::SharedSlots)])
    setScales(adjoint);
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
  case StepRef::Rotations: return fillRotations(ref.number, adjoint, to);
  case StepRef::Dense: return fillDense(layout_.denses[ref.number], adjoint, to);
  case StepRef::Phases: return adjoint ? conjugatePhases(ref, to) : fillPhases(ref, to);
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

/// Decides which rotations multiply by their cosines: those of rows, which differ, and those without which the numbers would
/// leave their range, or what is carried would never be taken up.
template <typename Real> void Execution<Real>::setScales(bool adjoint) {
  constexpr double smallest = sizeof(Real) == 8 ? 0x1p-200 : 0x1p-40; // overlaps see its square
  Scales &scales = scratch_.coefficients[adjoint].scales;
  scales.full.assign(layout_.rotations.size(), 0);
  scales.factors.resize(layout_.rotations.size() * RotationsStep<Real>::maxRotations);
  scales.phases.resize(layout_.phases.size());
  scales.overlaps.resize(layout_.numScales);
  struct Carrier {
    uint32_t step;
    unsigned rotation;
    double carried; // before it
  };
  std::optional<Carrier> last; // what multiplies by its cosine if nothing that follows does
  std::vector<double *> behindLast; // the overlaps that then see states as they should be
  double carried = 1;
  auto multiply = [&](uint32_t number, unsigned rotation, double factor) {
    scales.full[number] |= 1u << rotation;
    scales.factors[number * RotationsStep<Real>::maxRotations + rotation] = factor;
  };
  auto rotate = [&](uint32_t number, unsigned rotation) {
    const RotationsStep<Real> &step = layout_.rotations[number];
    if (step.perRow)
      return multiply(number, rotation, 1);
    const double cosine = scratch_.angles.cosHalf(scratch_.angles.ofRotation(step.rotations[rotation].block), 0);
    if (std::abs(carried * cosine) < smallest) {
      multiply(number, rotation, carried);
      carried = 1, last.reset();
    } else {
      last = Carrier{number, rotation, carried};
      behindLast.clear();
      carried *= cosine;
    }
  };
  auto pass = [&](const StepRef &ref) {
    double *overlap = &scales.overlaps[ref.scale];
    if (ref.kind == StepRef::Rotations) {
      for (const RotationsPass<Real> &part : layout_.rotations[ref.number].backward) {
        behindLast.push_back(overlap);
        *overlap++ = carried * carried;
        for (unsigned i = 0; i < part.numHigh + part.numLow; ++i)
          rotate(ref.number, part.rotation[i]);
      }
      return;
    }
    behindLast.push_back(overlap);
    *overlap = carried * carried;
    if (ref.kind == StepRef::Phases)
      scales.phases[ref.number] = 1;
    if (ref.kind == StepRef::Phases && ref.dependence != Dependence::Nothing)
      scales.phases[ref.number] = std::exchange(carried, 1), last.reset();
  };
  if (adjoint)
    for (const Sweep &sweep : std::views::reverse(layout_.sweeps))
      std::ranges::for_each(std::views::reverse(sweep.steps), pass);
  else
    for (const Sweep &sweep : layout_.sweeps)
      std::ranges::for_each(sweep.steps, pass);
  if (!last)
    return;
  multiply(last->step, last->rotation, last->carried);
  for (double *overlap : behindLast)
    *overlap = 1;
}

template <typename Real> void Execution<Real>::fillRotations(uint32_t number, bool adjoint, Real *to) {
  const RotationsStep<Real> &step = layout_.rotations[number];
  const unsigned lanes = layout_.lanes(), rows = step.perRow ? layout_.rowVectors() : 1;
  const double sign = adjoint ? -1 : 1;
  for (unsigned i = 0; i < step.rotations.size(); ++i) {
    const uint32_t angle = scratch_.angles.ofRotation(step.rotations[i].block);
    const double *sines = scratch_.angles.sinHalves(angle), *cosines = scratch_.angles.cosHalves(angle);
    if (!step.perRow) {
      const double factor = scales_->factors[number * RotationsStep<Real>::maxRotations + i];
      const bool full = (scales_->full[number] >> i) & 1;
      to = std::fill_n(to, lanes, Real(sign * (full ? *sines * factor : *sines / *cosines)));
      to = std::fill_n(to, lanes, Real(full ? *cosines * factor : 1));
      continue;
    }
    for (unsigned v = 0; v < rows; ++v, to += 2 * lanes)
      for (unsigned lane = 0; lane < lanes; ++lane) {
        to[lane] = Real(sign * sines[v * lanes + lane]);
        to[lanes + lane] = Real(cosines[v * lanes + lane]);
      }
  }
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

std::pair<double, double> exactSinCos(double x) {
  constexpr double quarter = std::numbers::pi / 2;
  constexpr double most = 256; // further out the tolerance would take in angles that are none
  const double quarters = std::round(x / quarter), tolerance = 4 * std::numeric_limits<double>::epsilon() * std::max(1.0, std::abs(x));
  if (!(std::abs(quarters) <= most && std::abs(x - quarters * quarter) <= tolerance)) // also what is no number
    return {std::sin(x), std::cos(x)};
  constexpr double sines[] = {0, 1, 0, -1};
  const int which = int(std::fmod(quarters, 4) + 4) % 4;
  return {sines[which], sines[(which + 1) % 4]};
}

/// The adjoint's phases from those of the circuit, which may be scaled otherwise.
template <typename Real> void Execution<Real>::conjugatePhases(const StepRef &ref, Real *to) {
  const auto &own = scratch_.coefficients[0];
  const Real *from = own.buffer.data() + ref.coefficients;
  const double factor = scales_->phases[ref.number] / own.scales.phases[ref.number]; // rounded, it would scale all alike
  const size_t width = layout_.phases[ref.number].pass.inVectors ? layout_.lanes() : 1;
  for (size_t i = 0; i < ref.numCoefficients; i += 2 * width)
    for (size_t lane = i; lane < i + width; ++lane) {
      to[lane] = Real(factor * from[lane]);
      to[width + lane] = Real(-factor * from[width + lane]);
    }
}

template <typename Real> void Execution<Real>::fillPhases(const StepRef &ref, Real *to) {
  const PhaseStep<Real> &step = layout_.phases[ref.number];
  const double scale = scales_->phases[ref.number];
  // The sums of the angles with the signs that each phase's number gives them are a Walsh-Hadamard transform.
  const size_t rows = step.perRow ? layout_.numRows() : 1, size = rows << step.rank, padded = (size + 7) / 8 * 8;
  AlignedBuffer<double> &table = scratch_.phaseTable;
  if (!table.reserve(3 * padded))
    throw std::bad_alloc();
  double *sums = table.data(), *sines = sums + padded, *cosines = sines + padded;
  std::fill_n(sums, padded, 0.0);
  for (auto [term, coordinates] : step.terms)
    for (size_t row = 0; row < rows; ++row)
      sums[coordinates * rows + row] += scratch_.angles.term(term)[row] / 2;
  if (rows == 1)
    kernels<double>().walshHadamard(sums, uint32_t(padded >> kernels<double>().laneBits));
  else
    walshHadamard(sums, step.rank, rows);
  if (ref.dependence == Dependence::Nothing) { // once: as exact as can be
    for (size_t i = 0; i < size; ++i)
      std::tie(sines[i], cosines[i]) = exactSinCos(sums[i]);
  } else {
    kernels<double>().sinCos(sums, padded, sines, cosines);
  }
  const unsigned width = step.pass.inVectors ? layout_.lanes() : 1, rowVectors = step.pass.rowMask + 1;
  auto write = [&](size_t at) {
    to[0] = Real(scale * cosines[at]);
    to[width] = Real(-scale * sines[at]);
    ++to;
  };
  for (size_t number = 0; number < size_t(1) << step.vectorRank; ++number)
    for (unsigned v = 0; v < rowVectors; ++v, to += width)
      for (unsigned lane = 0; lane < width; ++lane)
        write(step.perRow ? (number ^ step.laneIndex[lane]) * rows + v * width + lane : number ^ step.laneIndex[lane]);
}

template void Execution<double>::computeMatrices(bool);
template void Execution<float>::computeMatrices(bool);
template Result Execution<double>::fillCoefficients(bool);
template Result Execution<float>::fillCoefficients(bool);

} // namespace qml::rt
