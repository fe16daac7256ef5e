// SPDX-License-Identifier: Apache-2.0
//
// Sweeps over states, on several threads.

#include "Execution.h"
#include "Passes.h"

#include <cstring>
#include <numeric>

namespace qml::rt {

template <typename Real>
const Layout<Real> &Program::Impl::layout(unsigned rowBits, std::span<const uint8_t> flags, const KernelSet<Real> &set) const {
  auto isKey = [&](const LayoutKey &key) {
    return key.rowBits == rowBits && key.set == &set && std::ranges::equal(key.flags, flags);
  };
  return made<Real>().layouts.get(isKey, [&] {
    return std::pair(LayoutKey{rowBits, &set, {flags.begin(), flags.end()}}, std::make_unique<Layout<Real>>(plan, rowBits, flags, set));
  });
}

template <typename Real>
Execution<Real>::Execution(const Program &program, const RunOptions &options, Workspace &workspace, unsigned rowBits,
                           std::span<const uint8_t> flags)
    : program_(program.impl()), plan_(program.plan()), options_(options), workspace_(workspace.impl()),
      layout_(program.impl().layout(rowBits, flags, kernels<Real>())),
      scratch_(workspace.impl().template scratch<Real>()), threads_(std::clamp(options.threads, 1u, maxChunks)),
      numChunks_(chunkCount(plan_.numQubits)), numTiles_(size_t(1) << (plan_.numQubits - layout_.tileBits())),
      allBits_((uint64_t(1) << plan_.numQubits) - 1) {}

template <typename Real> Result Execution<Real>::reserve(unsigned numStates) {
  // A sweep over all bits numbers the vectors of the whole state in 32 bits.
  const bool isTooWide = plan_.numQubits > 31 + set().laneBits &&
                         std::ranges::any_of(layout_.sweeps, [&](const Sweep &sweep) { return isWhole(sweep); });
  if (plan_.numQubits > maxQubits || isTooWide)
    return Result::TooManyQubits;
  unsigned missing = 0;
  for (unsigned i = 0; i < numStates; ++i)
    missing += !scratch_.states[i].holds(numAmplitudes());
  if (missing == 0)
    return Result::Ok;
  Precision precision = sizeof(Real) == 8 ? Precision::Double : Precision::Single;
  if (Result result = checkMemory(plan_.numQubits + layout_.rowBits(), missing, precision); result != Result::Ok)
    return result;
  scratch_.hasState = scratch_.hasState && scratch_.states[0].holds(numAmplitudes());
  for (unsigned i = 0; i < numStates; ++i)
    if (!scratch_.states[i].reserve(numAmplitudes()))
      return Result::OutOfMemory;
  return Result::Ok;
}

template <typename Real> Result Execution<Real>::bind(const SlotRows &slots) {
  AngleValues &angles = scratch_.angles;
  if (scratch_.layout != layout_.id()) {
    scratch_.layout = 0;
    scratch_.isBound = scratch_.hasState = false;
    if (Result result = angles.layOut(layout_.angles()); result != Result::Ok)
      return result;
    scratch_.layout = layout_.id();
    scratch_.firstMatrix.clear();
    scratch_.coefficients[0].isFilled = scratch_.coefficients[1].isFilled = {};
  }
  AngleValues::Change change = angles.setSlots(slots.values, slots.numRows, slots.stride);
  if (!scratch_.isBound)
    change = AngleValues::Change::All;
  if (change == AngleValues::Change::Nothing)
    return Result::Ok;
  scratch_.isBound = scratch_.hasState = false;
  scratch_.suffix.isCurrent &= change == AngleValues::Change::Rows;
  if (Result result = angles.evaluate(change); result != Result::Ok)
    return result;
  const bool sharedChanged = change == AngleValues::Change::All;
  computeMatrices(sharedChanged);
  for (auto &coefficients : scratch_.coefficients) {
    coefficients.isFilled[size_t(Dependence::Rows)] = false;
    coefficients.isFilled[size_t(Dependence::SharedSlots)] &= !sharedChanged;
  }
  scratch_.isBound = true;
  return Result::Ok;
}

template <typename Real> void Execution<Real>::setZero(Amplitudes<Real> state) {
  size_t total = std::max(numAmplitudes(), StateBuffer<Real>::minSize);
  forChunks([&](unsigned chunk, unsigned) {
    auto [begin, end] = chunkRange(total, chunk, numChunks_);
    std::memset(state.re + begin, 0, (end - begin) * sizeof(Real));
    std::memset(state.im + begin, 0, (end - begin) * sizeof(Real));
  });
}

template <typename Real> void Execution<Real>::copy(Amplitudes<Real> from, Amplitudes<Real> to) {
  size_t total = std::max(numAmplitudes(), StateBuffer<Real>::minSize);
  forChunks([&](unsigned chunk, unsigned) {
    auto [begin, end] = chunkRange(total, chunk, numChunks_);
    std::memcpy(to.re + begin, from.re + begin, (end - begin) * sizeof(Real));
    std::memcpy(to.im + begin, from.im + begin, (end - begin) * sizeof(Real));
  });
}

/// The tile at `base`: in place, or a copy.
template <typename Real>
Amplitudes<Real> Execution<Real>::tileAt(Amplitudes<Real> state, const Sweep &sweep, uint64_t base, Real *buffer) const {
  return sweep.isInPlace ? Amplitudes<Real>{state.re + base, state.im + base}
                         : Amplitudes<Real>{buffer, buffer + layout_.tileSize() + tileSkew};
}

/// The tile with its amplitudes. What is known to be 0 is made so, and what is not in memory yet is written.
template <typename Real>
Amplitudes<Real> Execution<Real>::load(Amplitudes<Real> state, const Sweep &sweep, uint64_t base, Real *buffer) const {
  const uint64_t runs = sweep.bits & ~((uint64_t(1) << runBits) - 1);
  const Amplitudes<Real> from{state.re + base, state.im + base}, tile = tileAt(state, sweep, base, buffer);
  if (isFresh_) {
    fillStart(base, 0, layout_.tileSize(), realOnly_, tile);
  } else if (!sweep.isInPlace || (zeroBits_ & runs)) {
    set().gather(from.re, runs, zeroBits_, layout_.tileSize(), sweep.swizzle, tile.re);
    if (!realOnly_)
      set().gather(from.im, runs, zeroBits_, layout_.tileSize(), sweep.swizzle, tile.im);
  }
  return tile;
}

/// The only tile, by all threads.
template <typename Real>
Amplitudes<Real> Execution<Real>::loadShared(Amplitudes<Real> state, const Sweep &sweep, Real *buffer, unsigned slices) {
  if (!isFresh_)
    return load(state, sweep, 0, buffer);
  const Amplitudes<Real> tile = tileAt(state, sweep, 0, buffer);
  forChunks(slices, [&](unsigned slice, unsigned) {
    auto [begin, end] = chunkRange(layout_.tileSize(), slice, slices);
    fillStart(0, begin, end, realOnly_, tile);
  });
  return tile;
}

template <typename Real>
void Execution<Real>::store(Amplitudes<Real> tile, const Sweep &sweep, uint64_t base, Amplitudes<Real> state) const {
  if (sweep.isInPlace)
    return;
  const uint64_t runs = sweep.bits & ~((uint64_t(1) << runBits) - 1);
  set().scatter(tile.re, runs, layout_.tileSize(), sweep.swizzle, state.re + base);
  if (!realOnly_)
    set().scatter(tile.im, runs, layout_.tileSize(), sweep.swizzle, state.im + base);
}

template <typename Real>
void Execution<Real>::apply(const StepRef &ref, Amplitudes<Real> tile, uint64_t base, const Slice &slice, bool adjoint) const {
  const Real *coefficients = scratch_.coefficients[adjoint].buffer.data() + ref.coefficients;
  switch (ref.kind) {
  case StepRef::Pair: {
    PairPass<Real> pass;
    auto [begin, end] = slice.groups(layout_.pairs[ref.number].pass.inner);
    if (place(layout_.pairs[ref.number], base, coefficients, pass))
      set().pair(tile, begin, end, pass);
    break;
  }
  case StepRef::Rotations: {
    const RotationsStep<Real> &step = layout_.rotations[ref.number];
    const uint32_t full = scratch_.coefficients[adjoint].scales.full[ref.number];
    for (const RotationsBundle<Real> &bundle : slice.among(step.forward)) {
      auto [begin, end] = slice.groups(bundle.inner);
      set().rotations(tile, begin, end, bundle, place(step, bundle, base, full, realOnly_, coefficients).data());
    }
    break;
  }
  case StepRef::Dense: {
    DensePass<Real> pass;
    auto [begin, end] = slice.groups(layout_.denses[ref.number].pass.inner);
    if (place(layout_.denses[ref.number], base, coefficients, pass))
      set().dense(tile, begin, end, pass);
    break;
  }
  case StepRef::Phases: set().phases(tile, place(layout_.phases[ref.number], base, realOnly_, coefficients, slice)); break;
  }
}

/// All steps of a sweep on one of its tiles.
template <typename Real> void Execution<Real>::applySteps(const Sweep &sweep, Amplitudes<Real> tile, uint64_t base) const {
  for (const StepRef &ref : sweep.steps)
    apply(ref, tile, base, {layout_.tileVectors()}, /*adjoint=*/false);
}

/// A state of one large tile, a step that flips more bits than a tile has, and a first sweep of which all tiles but one are 0 leave
/// nothing to share out.
template <typename Real> unsigned Execution<Real>::numSlices(const Sweep &sweep) const {
  const unsigned slices = chunkCount(unsigned(std::popcount(sweep.bits)));
  return isWhole(sweep) || (slices > 1 && outerBits(sweep) == 0) ? slices : 0;
}

template <typename Real> unsigned Execution<Real>::numBundles(const StepRef &ref, bool backward) const {
  if (ref.kind != StepRef::Rotations)
    return 1;
  const RotationsStep<Real> &step = layout_.rotations[ref.number];
  return unsigned((backward ? step.backward : step.forward).size());
}

template <typename Real>
const TileShares &Execution<Real>::sharesOf(const StepRef &ref, unsigned bundle, bool backward) const {
  static const TileShares unknown;
  if (ref.kind == StepRef::Phases)
    return layout_.phases[ref.number].shares;
  if (ref.kind != StepRef::Rotations)
    return unknown;
  const std::vector<TileShares> &shares = layout_.rotations[ref.number].shares[backward];
  return shares.empty() ? unknown : shares[bundle];
}

/// With a turn, tiles are read in the place of being stored.
template <typename Real> void Execution<Real>::forwardSweep(const Sweep &sweep, Amplitudes<Real> state, Turn *turn) {
  if (isWhole(sweep))
    clearUntouched(state);
  const uint64_t outer = outerBits(sweep);
  if (const unsigned slices = numSlices(sweep); slices > 0) {
    const Amplitudes<Real> tile = loadShared(state, sweep, scratch_.tiles.data(), slices);
    TileShares shares = sweep.shares;
    for (const StepRef &ref : sweep.steps)
      for (unsigned bundle = 0; bundle < numBundles(ref, /*backward=*/false); ++bundle)
        forSlices(slices, {{tile}}, shares, sharesOf(ref, bundle, /*backward=*/false),
                  [&](unsigned slice) { apply(ref, tile, 0, {vectorsOf(sweep), slice, slices, bundle}, /*adjoint=*/false); });
    store(tile, sweep, 0, state);
  } else {
    const size_t tiles = size_t(1) << std::popcount(outer);
    const unsigned chunks = unsigned(std::min<size_t>(tiles, maxChunks));
    forChunks(chunks, [&](unsigned chunk, unsigned worker) {
      Real *buffer = scratch_.tiles.data() + 4 * tileRoom() * worker;
      auto [begin, end] = chunkRange(tiles, chunk, chunks);
      if (turn)
        clearImaginary(sweep, buffer);
      for (size_t number = begin; number < end; ++number) {
        const uint64_t base = spreadBits(number, outer);
        Amplitudes<Real> tile = load(state, sweep, base, buffer);
        applySteps(sweep, tile, base);
        if (turn)
          readTile(sweep, base, tile, {}, *turn, chunk);
        else
          store(tile, sweep, base, state);
      }
    });
  }
  zeroBits_ &= sweep.zeros;
}

/// Makes 0 what is known to be.
template <typename Real> void Execution<Real>::clearUntouched(Amplitudes<Real> state) {
  constexpr size_t run = size_t(1) << runBits;
  if (numAmplitudes() > run && (zeroBits_ & ~(run - 1)) != 0)
    for (size_t i = 0; i < numAmplitudes(); i += run)
      if (i & zeroBits_) {
        std::memset(state.re + i, 0, run * sizeof(Real));
        std::memset(state.im + i, 0, run * sizeof(Real));
      }
  zeroBits_ = 0;
}

template <typename Real> Result Execution<Real>::prepare(const SlotRows &slots, unsigned numStates) {
  Result result = reserve(numStates);
  return result == Result::Ok ? bind(slots) : result;
}

template <typename Real> Result Execution<Real>::run(const SlotRows &slots, unsigned numStates) {
  Result result = prepare(slots, numStates);
  return result == Result::Ok ? runPrepared() : result;
}

template <typename Real> Result Execution<Real>::runPrepared() { return scratch_.hasState ? Result::Ok : forward(); }

template <typename Real> Result Execution<Real>::forward() {
  if (Result result = forwardSweeps(layout_.sweeps.size()); result != Result::Ok)
    return result;
  clearUntouched(state(0));
  scratch_.hasState = true;
  return Result::Ok;
}

/// The start with the first `count` sweeps applied.
template <typename Real> Result Execution<Real>::forwardSweeps(size_t count) {
  if (numTiles_ > 1 && !scratch_.tiles.reserve(4 * tileRoom() * threads_))
    return Result::OutOfMemory;
  if (Result result = fillCoefficients(/*adjoint=*/false); result != Result::Ok)
    return result;
  Amplitudes<Real> ket = state(0);
  if (const SharedPart *prefix = layout_.prefix()) {
    if (Result result = startRows(*prefix, ket); result != Result::Ok)
      return result;
    forwardSweep(layout_.sweeps[0], ket);
    return Result::Ok;
  }
  if (Result result = writeStart(ket); result != Result::Ok)
    return result;
  for (const Sweep &sweep : std::span(layout_.sweeps).first(count)) {
    forwardSweep(sweep, ket);
    isFresh_ = false;
  }
  return Result::Ok;
}

/// A small state at once; a large one when its tiles are first loaded, but for imaginary parts that nobody will touch.
template <typename Real> Result Execution<Real>::writeStart(Amplitudes<Real> ket) {
  if (layout_.product().bits != 0)
    if (Result result = scratch_.product.prepare(layout_, scratch_.angles); result != Result::Ok)
      return result;
  realOnly_ = layout_.isReal();
  isFresh_ = numTiles_ > 1 && !layout_.sweeps.empty() && !isWhole(layout_.sweeps.front());
  zeroBits_ = isFresh_ ? allBits_ & ~layout_.startedBits() : 0;
  const size_t total = std::max(numAmplitudes(), StateBuffer<Real>::minSize);
  if (!isFresh_ || realOnly_)
    forChunks([&](unsigned chunk, unsigned) {
      auto [begin, end] = chunkRange(total, chunk, numChunks_);
      if (isFresh_)
        std::memset(ket.im + begin, 0, (end - begin) * sizeof(Real));
      else
        fillStart(0, begin, end, /*realOnly=*/false, ket);
    });
  return Result::Ok;
}

/// Numbers `begin` to `end` of the tile at `base` of the first sweep.
template <typename Real>
void Execution<Real>::fillStart(uint64_t base, size_t begin, size_t end, bool realOnly, Amplitudes<Real> tile) const {
  layout_.product().bits != 0 ? scratch_.product.fill(base, begin, end, realOnly, tile)
                              : layout_.start().fill(base, begin, end, realOnly, tile);
}

template <typename Real> Result Execution<Real>::startRows(const SharedPart &prefix, Amplitudes<Real> ket) {
  if (!workspace_.prefix)
    workspace_.prefix = std::make_unique<Workspace>();
  Execution own(prefix.program, options_, *workspace_.prefix);
  std::vector<double> slots;
  for (uint32_t slot : prefix.slots)
    slots.push_back(scratch_.angles.slot(slot));
  if (Result result = own.run({slots.data(), 1, slots.size()}, prefix.hasDerivative ? 2 : 1); result != Result::Ok)
    return result;
  const Amplitudes<Real> from = own.state(0);
  const size_t numRows = layout_.numRows();
  for (size_t i = 0; i < own.numAmplitudes(); ++i) {
    std::fill_n(ket.re + i * numRows, numRows, from.re[i]);
    std::fill_n(ket.im + i * numRows, numRows, from.im[i]);
  }
  zeroBits_ = 0;
  realOnly_ = layout_.isReal();
  return Result::Ok;
}

/// Derivatives are linear in the bra, so the rows' bras go back as one.
template <typename Real> Result Execution<Real>::endRows(const SharedPart &prefix, Amplitudes<Real> bra) {
  Execution own(prefix.program, options_, *workspace_.prefix);
  const Amplitudes<Real> to = own.state(1);
  own.setZero(to); // the room behind a state that is smaller than a vector too
  const size_t numRows = layout_.numRows();
  for (size_t i = 0; i < own.numAmplitudes(); ++i) {
    to.re[i] = Real(std::accumulate(bra.re + i * numRows, bra.re + (i + 1) * numRows, 0.0));
    to.im[i] = Real(std::accumulate(bra.im + i * numRows, bra.im + (i + 1) * numRows, 0.0));
  }
  return own.backward();
}

template <typename Real> Result Execution<Real>::applyTo(Amplitudes<Real> state) {
  if (numTiles_ > 1 && !scratch_.tiles.reserve(4 * tileRoom() * threads_))
    return Result::OutOfMemory;
  if (Result result = fillCoefficients(/*adjoint=*/false); result != Result::Ok)
    return result;
  zeroBits_ = 0;
  realOnly_ = false; // the state need not be
  for (const Sweep &sweep : layout_.sweeps)
    forwardSweep(sweep, state);
  return Result::Ok;
}

template const Layout<double> &Program::Impl::layout(unsigned, std::span<const uint8_t>, const KernelSet<double> &) const;
template const Layout<float> &Program::Impl::layout(unsigned, std::span<const uint8_t>, const KernelSet<float> &) const;
template class Execution<double>;
template class Execution<float>;

} // namespace qml::rt
