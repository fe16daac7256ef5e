// SPDX-License-Identifier: Apache-2.0
//
// From the values of angles to the coefficients that the kernels multiply with.

#include "BlockMatrix.h"
#include "Execution.h"

#include <bit>
#include <cmath>
#include <limits>
#include <numbers>

namespace qml::rt {

template <typename Real> void Execution<Real>::computeMatrices(bool sharedToo) {
  auto size = [](const Block &block) { return size_t(1) << (2 * block.numTargets); };
  const bool first = scratch_.firstMatrix.empty();
  if (!first && scratch_.matrices.empty())
    return;
  if (first) {
    size_t total = 0;
    OwnVector<size_t> places;
    for (uint32_t b = 0; b < plan_.blocks.size(); ++b) {
      places.push_back(total);
      total += plan_.blocks[b].form == BlockForm::Matrix ? size(plan_.blocks[b]) * layout_.rowsOf(b) : 0;
    }
    scratch_.matrices.resize(total);
    scratch_.firstMatrix = std::move(places); // last: it tells that there is room
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
  auto &coefficients = scratch_.coefficients[adjoint];
  if (coefficients.buffer.size() < layout_.numCoefficients)
    coefficients.isFilled = {};
  if (!coefficients.buffer.reserve(layout_.numCoefficients))
    return Result::OutOfMemory;
  if (!coefficients.isFilled[size_t(Dependence::SharedSlots)])
    fillSharedRotations(adjoint);
  for (const StepRef *ref : std::span(layout_.steps).subspan(adjoint ? layout_.firstBack : 0))
    if (!coefficients.isFilled[size_t(ref->dependence)])
      fill(*ref, adjoint, coefficients.buffer.data() + ref->coefficients);
  coefficients.isFilled = {true, true, true};
  return Result::Ok;
}

template <typename Real> void Execution<Real>::fill(const StepRef &ref, bool adjoint, Real *to) {
  switch (ref.kind) {
  case StepRef::Pair: return fillPair(layout_.pairs[ref.number], adjoint, to);
  case StepRef::Rotations:
    if (layout_.rotations[ref.number].perRow) // the others are known
      fillRotations(layout_.rotations[ref.number], adjoint, to);
    return;
  case StepRef::Dense: return fillDense(layout_.denses[ref.number], adjoint, to);
  case StepRef::Phases: return fillPhases(ref.number, adjoint, to);
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

/// The rotations that rows share, and the scales. Decides which rotations multiply by their cosines: those of rows, which
/// differ, those without which the numbers would leave their range, and the last one if nothing behind it takes up what is carried.
template <typename Real> void Execution<Real>::fillSharedRotations(bool adjoint) {
  constexpr double smallest = sizeof(Real) == 8 ? 0x1p-200 : 0x1p-40; // overlaps see its square
  Scales &scales = scratch_.coefficients[adjoint].scales;
  scales.full.resize(layout_.rotations.size());
  scales.phases.resize(layout_.phases.size());
  scales.overlaps.resize(layout_.numScales);
  const size_t numSteps = layout_.steps.size();
  auto step = [&](size_t i) -> const StepRef & { return *layout_.steps[adjoint ? numSteps - 1 - i : i]; };
  auto takesUp = [](const StepRef &ref) { return ref.kind == StepRef::Phases && ref.dependence != Dependence::Nothing; };
  auto carries = [&](const StepRef &ref) { return ref.kind == StepRef::Rotations && !layout_.rotations[ref.number].perRow; };
  size_t behindLast = numSteps; // the last step that carries what nothing behind it takes up
  while (behindLast > 0 && !takesUp(step(behindLast - 1)) && !carries(step(behindLast - 1)))
    --behindLast;
  const double sign = adjoint ? -1 : 1, *sines = scratch_.angles.sines(0), *cosines = scratch_.angles.cosines(0);
  double carried = 1;
  for (size_t i = 0; i < numSteps; ++i) {
    const StepRef &ref = step(i);
    double *overlap = &scales.overlaps[ref.scale];
    *overlap = carried * carried;
    if (ref.kind == StepRef::Phases)
      scales.phases[ref.number] = takesUp(ref) ? std::exchange(carried, 1) : 1;
    if (ref.kind != StepRef::Rotations)
      continue;
    const RotationsStep<Real> &rotations = layout_.rotations[ref.number];
    size_t left = rotations.rotations.size();
    uint32_t &full = scales.full[ref.number] = 0;
    if (rotations.perRow) {
      full = uint32_t((uint64_t(1) << left) - 1);
      std::fill_n(overlap, left, carried * carried);
      continue;
    }
    struct Turn {
      Real sine, cosine;
    };
    Turn *const turns = reinterpret_cast<Turn *>(scratch_.coefficients[adjoint].buffer.data() + ref.coefficients);
    // In the order in which they are run, so that the numbers stay in their range all the way.
    for (const RotationsBundle<Real> &bundle : adjoint && rotations.hasDerivative ? rotations.backward : rotations.forward)
      for (const RotationsPass<Real> &pass : std::span(bundle.passes, bundle.numPasses)) {
        const std::span members(pass.rotation, pass.numHigh + pass.numLow);
        const double before = carried;
        auto setOverlap = [&](unsigned member, double carriedTo) {
          const double scale = member < pass.numHigh ? before : carriedTo;
          if (adjoint) // there are none forward
            overlap[members[member]] = scale * scale;
        };
        left -= members.size();
        // Cosines only make it smaller: where all can be carried, each can.
        double product = carried;
        for (unsigned m = 0; m < members.size(); ++m) {
          const size_t place = rotations.rotations[members[m]].place;
          setOverlap(m, product);
          turns[members[m]] = {Real(sign * sines[place] / cosines[place]), 1};
          product *= cosines[place];
        }
        const bool isLast = left == 0 && i + 1 == behindLast;
        if (std::abs(product) >= smallest && !isLast) {
          carried = product;
          continue;
        }
        for (unsigned m = 0; m < members.size(); ++m) {
          const size_t place = rotations.rotations[members[m]].place;
          setOverlap(m, carried);
          if (std::abs(carried * cosines[place]) >= smallest && !(isLast && m + 1 == members.size())) {
            carried *= cosines[place];
            continue;
          }
          full |= 1u << members[m];
          turns[members[m]] = {Real(carried * sign * sines[place]), Real(carried * cosines[place])};
          carried = 1;
        }
      }
  }
}

template <typename Real> void Execution<Real>::fillRotations(const RotationsStep<Real> &step, bool adjoint, Real *to) {
  const size_t rows = layout_.numRows();
  for (const auto &rotation : step.rotations) {
    set().interleave(scratch_.angles.sines(rotation.place), scratch_.angles.cosines(rotation.place), rows, adjoint ? -1 : 1, 1,
                     /*inVectors=*/true, to);
    to += 2 * rows;
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
  const KernelSet<double> &set = kernels<double>();
  if (stride == 1 && rank >= set.laneBits && reinterpret_cast<uintptr_t>(numbers) % (sizeof(double) << set.laneBits) == 0)
    return set.walshHadamard(numbers, uint32_t(1) << (rank - set.laneBits));
  for (size_t step = stride; step < stride << rank; step *= 2)
    for (size_t i = 0; i < stride << rank; i += 2 * step)
      for (size_t j = i; j < i + step; ++j) {
        double a = numbers[j], b = numbers[j + step];
        numbers[j] = a + b;
        numbers[j + step] = a - b;
      }
}

std::optional<int> quarterTurns(double x) {
  constexpr double quarter = std::numbers::pi / 2;
  constexpr double most = 256; // further out the tolerance would take in angles that are none
  const double quarters = std::round(x / quarter), tolerance = 4 * std::numeric_limits<double>::epsilon() * std::max(1.0, std::abs(x));
  if (!(std::abs(quarters) <= most && std::abs(x - quarters * quarter) <= tolerance)) // also what is no number
    return std::nullopt;
  return int(quarters);
}

std::pair<double, double> exactSinCos(double x) {
  const std::optional<int> quarters = quarterTurns(x);
  if (!quarters)
    return {std::sin(x), std::cos(x)};
  constexpr double sines[] = {0, 1, 0, -1};
  return {sines[*quarters & 3], sines[(*quarters + 1) & 3]};
}

template <typename Real> void Execution<Real>::fillPhases(uint32_t number, bool adjoint, Real *to) {
  const PhaseStep<Real> &step = layout_.phases[number];
  const double scale = scratch_.coefficients[adjoint].scales.phases[number], sineScale = adjoint ? scale : -scale;
  const size_t place = layout_.angles().placeOfTable(number);
  const double *sines = scratch_.angles.sines(place), *cosines = scratch_.angles.cosines(place);
  const size_t size = (step.table.perRow ? layout_.numRows() : 1) << step.table.rank;
  set().interleave(cosines, sines, size, scale, sineScale, step.pass.inVectors, to);
}

template void Execution<double>::computeMatrices(bool);
template void Execution<float>::computeMatrices(bool);
template Result Execution<double>::fillCoefficients(bool);
template Result Execution<float>::fillCoefficients(bool);

} // namespace qml::rt
