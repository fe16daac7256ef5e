// SPDX-License-Identifier: Apache-2.0
//
// The backward sweeps of adjoint differentiation (arXiv:2009.02823): each step is undone on ket and bra together, and the
// overlaps between the two, taken in the same pass, give the derivatives by all angles of its block. What nobody asks for behind
// the last of them is not made.

#include "BlockMatrix.h"
#include "Execution.h"
#include "Passes.h"

#include <new>
#include <numeric>
#include <ranges>
#include <utility>

namespace qml::rt {

template <typename Real>
void Execution<Real>::applyBackward(const StepRef &ref, Amplitudes<Real> ket, Amplitudes<Real> bra, uint64_t base, const Slice &slice,
                                    Real *sums) const {
  if (ref.numResults == 0) {
    apply(ref, ket, base, slice, /*adjoint=*/true);
    apply(ref, bra, base, slice, /*adjoint=*/true);
    return;
  }
  const Real *coefficients = scratch_.coefficients[1].buffer.data() + ref.coefficients;
  sums += ref.sums;
  switch (ref.kind) {
  case StepRef::Pair: {
    PairPass<Real> pass;
    auto [begin, end] = slice.groups(layout_.pairs[ref.number].pass.inner);
    if (place(layout_.pairs[ref.number], base, coefficients, pass))
      set().pairBackward(ket, bra, begin, end, pass, sums);
    break;
  }
  case StepRef::Rotations: {
    const RotationsStep<Real> &step = layout_.rotations[ref.number];
    const uint32_t full = scratch_.coefficients[1].scales.full[ref.number];
    for (const RotationsBundle<Real> &bundle : slice.among(step.backward)) {
      auto [begin, end] = slice.groups(bundle.inner);
      set().rotationsBackward(ket, bra, begin, end, bundle, place(step, bundle, base, full, realOnly_, coefficients).data(), sums);
    }
    break;
  }
  case StepRef::Dense: {
    DensePass<Real> pass;
    auto [begin, end] = slice.groups(layout_.denses[ref.number].pass.inner);
    if (place(layout_.denses[ref.number], base, coefficients, pass))
      set().denseBackward(ket, bra, begin, end, pass, sums);
    break;
  }
  case StepRef::Phases:
    (ref.isLastBack ? set().phaseOverlaps : set().phasesBackward)(
        ket, bra, place(layout_.phases[ref.number], base, realOnly_, coefficients, slice), sums);
    break;
  }
}

/// Adds up a step's sums over lanes and sets of coefficients.
template <typename Real>
void Execution<Real>::addResults(const StepRef &ref, const Real *sums, unsigned worker, double *results) const {
  const unsigned lanes = layout_.lanes();
  sums += ref.sums;
  switch (ref.kind) {
  case StepRef::Pair: {
    const PairStep<Real> &step = layout_.pairs[ref.number];
    const unsigned rows = step.pass.rowMask + 1;
    if (step.pass.form != PairForm::General) {
      for (unsigned i = 0; i < rows * lanes; ++i)
        results[step.perRow ? i : 0] += sums[i];
    } else if (!step.pass.inVectors) {
      constexpr unsigned place[] = {0, 1, 3, 2}; // sums are of entries 00, 01, 11, 10
      for (unsigned e = 0; e < 4; ++e)
        for (unsigned lane = 0; lane < lanes; ++lane) {
          results[2 * place[e]] += sums[2 * e * lanes + lane];
          results[2 * place[e] + 1] += sums[(2 * e + 1) * lanes + lane];
        }
    } else {
      for (unsigned set = 0; set < step.numSets(); ++set)
        for (unsigned v = 0; v < rows; ++v, sums += 4 * lanes)
          for (unsigned lane = 0; lane < lanes; ++lane) {
            if (!step.conditions.acts(set >> 1, lane))
              continue;
            unsigned r = (set & 1) ^ parity(step.signLanes & lane);
            double *to = results + (step.perRow ? 8 * (v * lanes + lane) : 0);
            for (unsigned part = 0; part < 4; ++part)
              to[2 * (2 * r + (part < 2 ? r : 1 - r)) + part % 2] += sums[part * lanes + lane];
          }
    }
    break;
  }
  case StepRef::Rotations: {
    const RotationsStep<Real> &step = layout_.rotations[ref.number];
    if (step.perRow)
      for (size_t i = 0; i < step.rotations.size() * layout_.numRows(); ++i)
        results[i] += sums[i];
    for (unsigned i = 0; i < step.rotations.size() && !step.perRow; ++i, sums += lanes)
      results[i] += std::accumulate(sums, sums + lanes, 0.0);
    break;
  }
  case StepRef::Dense: {
    const DenseStep<Real> &step = layout_.denses[ref.number];
    const unsigned high = step.rows(), low = 1u << step.pass.numLow, dim = high * low;
    for (unsigned set = 0; set < step.numSets(); ++set)
      for (unsigned v = 0; v <= step.pass.rowMask; ++v)
        for (unsigned r = 0; r < high; ++r)
          for (unsigned h = 0; h < high; ++h)
            for (unsigned d = 0; d < low; ++d, sums += 2 * lanes)
              for (unsigned lane = 0; lane < lanes; ++lane) {
                if (!step.conditions.acts(set >> step.pass.numLow, lane))
                  continue;
                unsigned own = step.laneIndex[lane] ^ ((set & (low - 1)) << step.pass.numHigh);
                unsigned a = step.place[own ^ r], b = step.place[own ^ h ^ (d << step.pass.numHigh)];
                double *to = results + (step.perRow ? size_t(2) * dim * dim * (v * lanes + lane) : 0) + 2 * (a * dim + b);
                to[0] += sums[lane];
                to[1] += sums[lanes + lane];
              }
    break;
  }
  case StepRef::Phases: {
    const PhaseStep<Real> &step = layout_.phases[ref.number];
    const size_t rows = step.table.perRow ? layout_.numRows() : 1, size = rows << step.table.rank;
    AlignedBuffer<double> &table = scratch_.overlapTables[worker];
    if (!table.reserve(size))
      throw std::bad_alloc();
    std::copy_n(sums, size, table.data());
    walshHadamard(table.data(), step.table.rank, rows);
    for (PhaseTable::Term term : step.table.terms)
      for (size_t row = 0; row < rows; ++row)
        *results++ += table.data()[term.position * rows + row];
    break;
  }
  }
}

/// Derivatives by angles and terms from what a step's overlaps came to.
template <typename Real> void Execution<Real>::addGradients(const StepRef &ref, const double *results) {
  const unsigned numRows = layout_.numRows();
  const AngleLayout &angles = layout_.angles();
  OwnVector<double> &gradients = workspace_.angleGradients;
  const double *scale = &scratch_.coefficients[1].scales.overlaps[ref.scale];
  if (ref.kind == StepRef::Rotations) {
    const RotationsStep<Real> &step = layout_.rotations[ref.number];
    const unsigned rows = step.perRow ? numRows : 1;
    for (const auto &rotation : step.rotations) {
      for (unsigned row = 0; row < rows; ++row)
        gradients[rotation.place + row] = *scale * *results++;
      ++scale;
    }
    return;
  }
  if (ref.kind == StepRef::Phases) {
    const PhaseStep<Real> &step = layout_.phases[ref.number];
    const unsigned rows = step.table.perRow ? numRows : 1;
    for (PhaseTable::Term term : step.table.terms) // those at one place come to the same
      for (unsigned row = 0; row < rows; ++row)
        gradients[angles.placeOfTable(ref.number) + term.position * rows + row] = *scale * *results++;
    return;
  }
  const bool isPair = ref.kind == StepRef::Pair;
  const uint32_t number = isPair ? layout_.pairs[ref.number].block : layout_.denses[ref.number].block;
  const bool perRow = isPair ? layout_.pairs[ref.number].perRow : layout_.denses[ref.number].perRow;
  const PairForm form = isPair ? layout_.pairs[ref.number].pass.form : PairForm::General;
  const Block &block = plan_.blocks[number];
  const unsigned entries = 1u << (2 * block.numTargets);
  for (unsigned row = 0; row < (perRow ? numRows : 1); ++row) {
    const double *result = results + row * (form == PairForm::General ? 2 * entries : 1);
    blockGenerators(plan_, block, scratch_.angles, row, [&](uint32_t angle, const Complex *generator) {
      double gradient = 0;
      if (form == PairForm::Real)
        gradient = generator[2].real() * result[0];
      else if (form == PairForm::Cross)
        gradient = -generator[2].imag() * result[0];
      else
        for (unsigned i = 0; i < entries; ++i)
          gradient += generator[i].real() * result[2 * i] - generator[i].imag() * result[2 * i + 1];
      gradients[angles.placeOf(angle, row)] += *scale * 2 * gradient;
    });
  }
}

/// `firstStep` is the last to be undone; behind the last sweep nobody asks for the ket. With a turn, tiles come from the way forward.
template <typename Real> Result Execution<Real>::backwardSweep(const Sweep &sweep, size_t firstStep, bool isLast, Turn *turn) {
  const uint64_t outer = outerBits(sweep);
  const size_t tiles = size_t(1) << std::popcount(outer);
  const unsigned slices = numSlices(sweep), chunks = unsigned(std::min<size_t>(tiles, maxChunks));
  if (!scratch_.sums.reserve(std::max<size_t>(1, sweep.numSums * std::max(slices, threads_))))
    return Result::OutOfMemory;
  scratch_.results.assign(sweep.numResults * chunks, 0);
  Amplitudes<Real> ket = state(0), bra = state(1);
  auto sumsOf = [&](unsigned number) { return scratch_.sums.data() + sweep.numSums * number; };
  const std::span<const StepRef> steps = std::span(sweep.steps).subspan(firstStep);
  auto storeTiles = [&](Amplitudes<Real> k, Amplitudes<Real> b, uint64_t base) {
    if (!isLast)
      store(k, sweep, base, ket);
    if (!isLast || layout_.startHasDerivative())
      store(b, sweep, base, bra);
  };
  auto resultsOf = [&](const StepRef &ref, unsigned chunk) { return scratch_.results.data() + sweep.numResults * chunk + ref.results; };
  auto finish = [&](const Real *sums, unsigned chunk, unsigned worker) {
    for (const StepRef &ref : steps)
      if (ref.numResults > 0)
        addResults(ref, sums, worker, resultsOf(ref, chunk));
  };
  if (slices > 0) {
    std::fill_n(sumsOf(0), sweep.numSums * slices, Real(0));
    Real *buffer = scratch_.tiles.data();
    Amplitudes<Real> k = load(ket, sweep, 0, buffer), b = load(bra, sweep, 0, buffer + 2 * tileRoom());
    TileShares shares = sweep.shares;
    for (const StepRef &ref : std::views::reverse(steps)) {
      const bool backward = ref.numResults > 0;
      for (unsigned bundle = 0; bundle < numBundles(ref, backward); ++bundle)
        forSlices(slices, {{k, b}}, shares, sharesOf(ref, bundle, backward), [&](unsigned slice) {
          applyBackward(ref, k, b, 0, {vectorsOf(sweep), slice, slices, bundle}, sumsOf(slice));
        });
    }
    storeTiles(k, b, 0);
    for (unsigned slice = 1; slice < slices; ++slice)
      for (size_t i = 0; i < sweep.numSums; ++i)
        sumsOf(0)[i] += sumsOf(slice)[i];
    finish(sumsOf(0), 0, 0);
  } else {
    forChunks(chunks, [&](unsigned chunk, unsigned worker) {
      Real *sums = sumsOf(worker), *buffer = scratch_.tiles.data() + 4 * tileRoom() * worker;
      std::fill_n(sums, sweep.numSums, Real(0));
      auto [first, last] = chunkRange(tiles, chunk, chunks);
      if (turn)
        clearImaginary(sweep, buffer);
      for (size_t number = first; number < last; ++number) {
        const uint64_t base = spreadBits(number, outer);
        Amplitudes<Real> k = load(ket, sweep, base, buffer), b = tileAt(bra, sweep, base, buffer + 2 * tileRoom());
        if (turn) {
          applySteps(sweep, k, base);
          readTile(sweep, base, k, b, *turn, chunk);
        } else {
          load(bra, sweep, base, buffer + 2 * tileRoom());
        }
        for (const StepRef &ref : std::views::reverse(steps))
          applyBackward(ref, k, b, base, {layout_.tileVectors()}, sums);
        storeTiles(k, b, base);
      }
      finish(sums, chunk, worker);
    });
  }
  for (const StepRef &ref : steps) {
    double *sum = resultsOf(ref, 0);
    for (unsigned chunk = 1; chunk < chunks; ++chunk)
      for (size_t i = 0; i < ref.numResults; ++i)
        sum[i] += resultsOf(ref, chunk)[i];
    if (ref.numResults > 0)
      addGradients(ref, sum);
  }
  return Result::Ok;
}

template <typename Real> Result Execution<Real>::backward() { return backwardSweeps(nullptr); }

template <typename Real> Result Execution<Real>::backwardSweeps(Turn *turn) {
  scratch_.hasState = false;
  const bool goesOn = layout_.startHasDerivative();
  realOnly_ = layout_.isReal(); // where the ket is real, so is all of the bra that counts
  workspace_.angleGradients.assign(layout_.angles().numPlaces(), 0);
  if (!layout_.hasDerivative())
    return Result::Ok;
  scratch_.overlapTables.resize(std::max<size_t>(scratch_.overlapTables.size(), threads_));
  if (numTiles_ > 1 && !scratch_.tiles.reserve(4 * tileRoom() * threads_))
    return Result::OutOfMemory;
  if (Result result = fillCoefficients(/*adjoint=*/true); result != Result::Ok)
    return result;
  size_t firstSweep = 0, firstStep = layout_.firstBack;
  while (firstSweep < layout_.sweeps.size() && firstStep >= layout_.sweeps[firstSweep].steps.size())
    firstStep -= layout_.sweeps[firstSweep++].steps.size();
  for (size_t i = layout_.sweeps.size(); i-- > firstSweep;) {
    // Where the ket is still 0, and all sweeps before leave it, the bra does not count.
    zeroBits_ = turn ? zeroBits_ : layout_.sweeps[i].zeros;
    const bool isLast = i == firstSweep;
    if (Result result = backwardSweep(layout_.sweeps[i], isLast ? firstStep : 0, isLast, std::exchange(turn, nullptr)); result != Result::Ok)
      return result;
    isFresh_ = false;
  }
  if (!goesOn)
    return Result::Ok;
  if (const SharedPart *prefix = layout_.prefix())
    return endRows(*prefix, state(1));
  return scratch_.product.addGradients(state(1), numTiles_ > 1 ? allBits_ & ~layout_.startedBits() : 0, realOnly_, threads_, threads(),
                                       workspace_.angleGradients);
}

template Result Execution<double>::backward();
template Result Execution<float>::backward();

} // namespace qml::rt
