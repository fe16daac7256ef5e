// SPDX-License-Identifier: Apache-2.0
//
// One run of a program: its angles bound, its states reserved, its sweeps applied forwards and backwards.
#pragma once

#include "Angles.h"
#include "Layout.h"
#include "MadeOnce.h"
#include "ProductState.h"
#include "RegisterProgram.h"
#include "Threads.h"

#include <array>
#include <mutex>

namespace qml::rt {

class Factors;
struct Slice;
template <typename Real> struct Observables;
template <typename Real> struct TileObservables;

struct Program::Impl {
  Impl();
  ~Impl();
  Plan plan;
  /// `flags` as in SlotRows.
  template <typename Real>
  const Layout<Real> &layout(unsigned rowBits, std::span<const uint8_t> flags, const KernelSet<Real> &set) const;
  template <typename Real> const Observables<Real> &observables(const KernelSet<Real> &set) const;
  /// Null if they are not read in tiles.
  template <typename Real> const TileObservables<Real> *tileObservables(const Layout<Real> &layout) const;
  /// Null if the state does not fit into registers, or the plan is not of that kind.
  template <typename Real> const RegisterProgram<Real> *registers(const KernelSet<Real> &set) const;
  /// Null if the plan is run as a whole.
  const Factors *factors() const;
  /// For exact readings; null if the plan has no flip symmetries.
  const Program *withoutSymmetries() const;

private:
  struct LayoutKey {
    unsigned rowBits;
    const void *set; // of kernels
    std::vector<uint8_t> flags;
  };
  template <typename Real> struct Made {
    MadeOnce<LayoutKey, Layout<Real>> layouts;
    MadeOnce<const void *, Observables<Real>> observables; // by set of kernels
    MadeOnce<uint64_t, std::optional<TileObservables<Real>>> tileObservables; // by layout
    MadeOnce<const void *, std::optional<RegisterProgram<Real>>> registers;
  };
  template <typename Real> const Made<Real> &made() const {
    if constexpr (sizeof(Real) == 8)
      return doubles_;
    else
      return singles_;
  }
  Made<double> doubles_;
  Made<float> singles_;
  mutable std::once_flag splitOnce_;
  mutable std::shared_ptr<const Factors> factors_;
  mutable std::once_flag reduceOnce_;
  mutable std::unique_ptr<const Program> reduced_;
};

/// How many bits of an amplitude's index number rows, of a batch of `numRows` or of as many of them as best run together; 0: rows are
/// run one by one.
unsigned batchRowBits(const Program &program, const RunOptions &options, size_t numRows);
/// Numbers that all readings yield together, without shots.
size_t numReadings(const Plan &plan);

/// Rotations leave the state divided by their cosines; what is left to multiply by is carried along, up to the next step that
/// multiplies by numbers anyway.
struct Scales {
  OwnVector<uint32_t> full;    // by rotations step: its rotations that multiply by their cosines
  OwnVector<double> phases;    // by phases step: what it carries
  OwnVector<double> overlaps;  // by step, or rotation of one: ket and bra as they are to as they should be where sums are taken
};

/// What a suffix comes to on the components, and what of the rows at hand.
template <typename Real> struct SuffixScratch {
  bool isCurrent = false; // the next three buffers belong to the slots that are bound
  AlignedBuffer<Real> columns;  // the components' final states
  AlignedBuffer<Real> observed; // each observable on these
  AlignedBuffer<Real> forms;    // by observable and two components
  AlignedBuffer<Real> products; // of two components' numbers, summed over the rows
  AlignedBuffer<Real> ofRows;   // values, or weights
  OwnVector<Real *> numbers, derivatives; // where a component's are, by row
  OwnVector<double> slots, cotangents;
};

/// The scratch memory of runs in one precision.
template <typename Real> struct Scratch {
  std::array<StateBuffer<Real>, 3> states;
  ProductState<Real> product;
  struct Coefficients {
    AlignedBuffer<Real> buffer;
    Scales scales;
    std::array<bool, 3> isFilled = {}; // by Dependence
  };
  std::array<Coefficients, 2> coefficients; // of the circuit, and of its adjoint
  AlignedBuffer<Real> tiles; // per worker, for two states
  AlignedBuffer<Real> sums;  // per worker, or slice
  AlignedBuffer<Real> rowNumbers; // what readings of batches come to, by string and row, or weights of strings
  OwnVector<Complex> matrices; // of all blocks, and of all rows where they differ
  OwnVector<size_t> firstMatrix;
  OwnVector<double> results; // per chunk: what the overlaps of a sweep's steps come to
  std::vector<AlignedBuffer<double>> overlapTables; // per worker: overlaps by phase
  typename RegisterProgram<Real>::Memory registers;
  SuffixScratch<Real> suffix;
  AngleValues angles;
  // What angles, matrices and, if it has one, state 0 belong to.
  uint64_t layout = 0;
  bool isBound = false, hasState = false;
};

/// What shots are drawn with. Kept between runs, since the pages of new memory take longer than the drawing.
struct ShotScratch {
  std::vector<uint64_t> outcomes;
  // What Sampler's index points to.
  AlignedBuffer<double> starts;
  AlignedBuffer<float> eights;
  AlignedBuffer<uint32_t> guide;
};

struct alignas(64) Workspace::Impl {
  Threads threads;
  ShotScratch shots;
  Scratch<double> doubles;
  Scratch<float> singles;
  OwnVector<double> angleGradients, slotGradients; // as AngleLayout places them
  std::vector<AlignedBuffer<double>> densities;
  std::vector<std::unique_ptr<Workspace>> helpers; // of the helper threads
  std::vector<std::unique_ptr<Workspace>> parts;   // of the registers of a plan
  std::unique_ptr<Workspace> prefix, suffix;       // of what the rows of a batch share
  template <typename Real> Scratch<Real> &scratch();
};
template <> inline Scratch<double> &Workspace::Impl::scratch<double>() { return doubles; }
template <> inline Scratch<float> &Workspace::Impl::scratch<float>() { return singles; }

template <typename Real> class Execution {
public:
  Execution(const Program &program, const RunOptions &options, Workspace &workspace, unsigned rowBits = 0,
            std::span<const uint8_t> flags = {});

  /// Computes the values of all angles and all matrices.
  Result bind(const SlotRows &slots);
  /// Makes room for `numStates` states; must come before any is used.
  Result reserve(unsigned numStates);

  const Plan &plan() const { return plan_; }
  const Observables<Real> &observables() const { return program_.observables(set()); }
  const RunOptions &options() const { return options_; }
  const KernelSet<Real> &set() const { return layout_.set(); }
  Scratch<Real> &scratch() { return scratch_; }
  const Layout<Real> &layout() const { return layout_; }
  Workspace::Impl &workspace() { return workspace_; }
  Threads &threads() { return workspace_.threads; }
  unsigned numQubits() const { return plan_.numQubits; }
  size_t numAmplitudes() const { return size_t(1) << (plan_.numQubits + layout_.rowBits()); }
  unsigned numChunks() const { return numChunks_; }
  Amplitudes<Real> state(unsigned number) { return scratch_.states[number].view(numAmplitudes()); }

  /// Reserves `numStates` states and binds.
  Result prepare(const SlotRows &slots, unsigned numStates);
  /// Brings what the circuit makes of its start with `slots` into state 0 of `numStates`, unless it is there from a run before.
  Result run(const SlotRows &slots, unsigned numStates);
  /// The same after prepare().
  Result runPrepared();
  /// The start with all blocks applied, in state 0.
  Result forward();
  /// The circuit applied to any state.
  Result applyTo(Amplitudes<Real> state);
  /// From ket (state 0) and bra (state 1) behind the circuit: the derivatives by angles and terms.
  Result backward();

  /// Whether expectation values can be read while the tiles of the last sweep lie in the cache; after prepare().
  bool readsInTiles(bool withDerivatives) const;
  /// From the start: all expectation values. There is no final state then.
  Result readInTiles(double *values);
  /// The same, and the derivatives of the sum of weight times value by angles and terms: a tile goes back when it has been read.
  Result backwardInTiles(const double *weights, double *values);

  void setZero(Amplitudes<Real> state);
  void copy(Amplitudes<Real> from, Amplitudes<Real> to);

  /// Calls body(chunk, worker) for all chunks.
  template <typename Body> void forChunks(unsigned numChunks, Body body) { workspace_.threads.forChunks(threads_, numChunks, body); }
  template <typename Body> void forChunks(Body body) { forChunks(numChunks_, body); }
  /// The sum of body(begin, end) over chunks of the amplitudes, added in order.
  template <typename Body> double sumChunks(Body body) {
    std::array<double, maxChunks> sums;
    forChunks([&](unsigned chunk, unsigned) {
      auto [begin, end] = chunkRange(numAmplitudes(), chunk, numChunks_);
      sums[chunk] = body(begin, end);
    });
    double sum = 0;
    for (unsigned chunk = 0; chunk < numChunks_; ++chunk)
      sum += sums[chunk];
    return sum;
  }

private:
  /// Between the ways forward and back: what tiles of the last sweep are read for.
  struct Turn {
    const TileObservables<Real> &observables;
    const double *weights;      // in the bra; null if there is no way back
    std::vector<double> values; // by chunk of tiles and observable
    void sum(double *to) const;
  };
  Turn makeTurn(const double *weights) const;

  // Coefficients.cpp
  void computeMatrices(bool sharedToo);
  Result fillCoefficients(bool adjoint);
  void fill(const StepRef &ref, bool adjoint, Real *to);
  void fillPair(const PairStep<Real> &step, bool adjoint, Real *to);
  void fillSharedRotations(bool adjoint);
  void fillRotations(const RotationsStep<Real> &step, bool adjoint, Real *to);
  void fillDense(const DenseStep<Real> &step, bool adjoint, Real *to);
  void fillPhases(uint32_t number, bool adjoint, Real *to);
  const Complex *matrix(uint32_t block, unsigned row) const;

  // Execution.cpp
  bool isWhole(const Sweep &sweep) const { return numTiles_ > 1 && sweep.bits == allBits_; }
  /// The bits that tell those tiles of a sweep apart that are not known to be 0.
  uint64_t outerBits(const Sweep &sweep) const { return allBits_ & ~sweep.bits & ~zeroBits_; }
  /// Into how many slices each step is cut where all threads share a tile; 0: they share out the tiles.
  unsigned numSlices(const Sweep &sweep) const;
  /// How threads share out a tile in a step, or one of its bundles.
  const TileShares &sharesOf(const StepRef &ref, unsigned bundle, bool backward) const;
  /// Calls body(slice) for all slices of a step; threads first ask for what comes to them. `shares` becomes `own`.
  template <typename Body>
  void forSlices(unsigned slices, std::span<const Amplitudes<Real>> tiles, TileShares &shares, const TileShares &own, Body body) {
    const unsigned workers = std::min(threads_, slices);
    const bool moves = workers > 1 && shares.numBits > 0 && own.numBits > 0 && shares.masks != own.masks;
    forChunks(slices, [&](unsigned slice, unsigned worker) {
      const auto [first, last] = chunkRange(slices, worker, workers);
      for (Amplitudes<Real> tile : moves ? tiles : std::span<const Amplitudes<Real>>())
        askFor(tile, realOnly_, layout_.tileVectors(), layout_.lanes(), shares, own, slice, first, last);
      body(slice);
    });
    shares = own;
  }
  /// In a tile of the sweep.
  uint32_t vectorsOf(const Sweep &sweep) const {
    return isWhole(sweep) ? uint32_t(numAmplitudes() >> set().laneBits) : layout_.tileVectors();
  }
  /// Real or imaginary parts of a tile's copy, apart by more than their size, and by more than a power of two: so they fall into
  /// different sets of the first cache, whatever bits a patch differs by.
  static constexpr size_t tileSkew = 576 / sizeof(Real);
  size_t tileRoom() const { return numTiles_ > 1 ? layout_.tileSize() + 2 * tileSkew : 0; }
  Amplitudes<Real> tileAt(Amplitudes<Real> state, const Sweep &sweep, uint64_t base, Real *buffer) const;
  Amplitudes<Real> load(Amplitudes<Real> state, const Sweep &sweep, uint64_t base, Real *buffer) const;
  Amplitudes<Real> loadShared(Amplitudes<Real> state, const Sweep &sweep, Real *buffer, unsigned slices);
  void store(Amplitudes<Real> tile, const Sweep &sweep, uint64_t base, Amplitudes<Real> state) const;
  void apply(const StepRef &ref, Amplitudes<Real> tile, uint64_t base, const Slice &slice, bool adjoint) const;
  Result forwardSweeps(size_t count);
  void forwardSweep(const Sweep &sweep, Amplitudes<Real> state, Turn *turn = nullptr);
  void applySteps(const Sweep &sweep, Amplitudes<Real> tile, uint64_t base) const;
  unsigned numBundles(const StepRef &ref, bool backward) const;
  void clearUntouched(Amplitudes<Real> state);
  Result writeStart(Amplitudes<Real> ket);
  void fillStart(uint64_t base, size_t begin, size_t end, bool realOnly, Amplitudes<Real> tile) const;
  /// The rows of a batch behind the prefix that they share, and the way back.
  Result startRows(const SharedPart &prefix, Amplitudes<Real> ket);
  Result endRows(const SharedPart &prefix, Amplitudes<Real> bra);

  // Overlaps.cpp
  void applyBackward(const StepRef &ref, Amplitudes<Real> ket, Amplitudes<Real> bra, uint64_t base, const Slice &slice,
                     Real *sums) const;
  void addResults(const StepRef &ref, const Real *sums, unsigned worker, double *results) const;
  void addGradients(const StepRef &ref, const double *results);
  Result backwardSweeps(Turn *turn);
  Result backwardSweep(const Sweep &sweep, size_t firstStep, bool isLast, Turn *turn);

  // TileReadings.cpp
  void clearImaginary(const Sweep &sweep, Real *buffer) const;
  void readTile(const Sweep &sweep, uint64_t base, Amplitudes<Real> ket, Amplitudes<Real> bra, Turn &turn, unsigned chunk) const;

  const Program::Impl &program_;
  const Plan &plan_;
  RunOptions options_;
  Workspace::Impl &workspace_;
  const Layout<Real> &layout_;
  Scratch<Real> &scratch_;
  unsigned threads_;
  unsigned numChunks_; // for walks over all amplitudes
  size_t numTiles_;
  uint64_t allBits_;
  bool realOnly_ = false; // imaginary parts are 0, and left alone
  bool isFresh_ = false;  // memory does not hold the start yet, which load() writes
  uint64_t zeroBits_ = 0; // amplitudes with one of these bits set are 0, whatever memory holds
};

} // namespace qml::rt
