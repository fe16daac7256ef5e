// SPDX-License-Identifier: Apache-2.0
//
// How a plan lies on the machine: its blocks as *steps* with masks cut into lanes and vectors, and its steps gathered into
// *sweeps*. A sweep walks the state tile by tile, and applies all its steps to a tile while that lies in a cache. A tile holds
// the amplitudes whose indices differ in some chosen bits only; where these are not the lowest, it is copied out and back.
#pragma once

#include "Angles.h"
#include "MaskBasis.h"
#include "Memory.h"
#include "PauliStrings.h"
#include "ProductPrefix.h"
#include "SharedParts.h"
#include "StartState.h"
#include "Sweeps.h"
#include "TileShares.h"
#include "qml-runtime/Plan.h"

#include <bit>
#include <functional>
#include <memory>
#include <optional>

namespace qml::rt {

/// Kernels have their own, in Vector.h.
inline unsigned parity(uint64_t x) { return std::popcount(x) % 2; }

/// A condition in a tile: on vectors, on lanes, and on what selects the tile.
struct StepCondition {
  uint64_t outer = 0; // bits of the stored index
  uint32_t vectors = 0, laneMask = 0;
  bool value = true;
};

/// What a rotation contributes to GroupPlace::odd.
inline uint64_t oddByte(unsigned lanes, unsigned rotation, bool isOdd) { return uint64_t(isOdd ? lanes : 0) << (8 * rotation); }

/// The conditions of a step; those with a part in the lanes come first and are independent there.
struct StepConditions {
  std::vector<StepCondition> all; // once laid out, parities in the order of VectorConditions
  std::vector<uint32_t> parities, solvers; // what VectorConditions points to
  unsigned numLane = 0;
  bool varies = false; // from tile to tile

  /// Sets what does not depend on the tile, and adds the bits that it settles to `inner`.
  void layOut(VectorConditions &where, uint32_t &inner);
  /// Whether the step acts on the tile at `base`; if so, how.
  bool resolve(uint64_t base, VectorConditions &where) const;
  /// Whether it acts on `lane`, for the lane conditions of `set`.
  bool acts(uint32_t set, uint32_t lane) const;
};

template <typename Real> struct PairStep {
  PairPass<Real> pass;
  StepConditions conditions;
  uint32_t block = 0;
  uint64_t outerSign = 0;
  uint32_t signLanes = 0;
  bool perRow = false;
  size_t firstSign = 0; // among the coefficients
  size_t numSets() const { return size_t(2) << conditions.numLane; }
};

/// Rotations that commute. One pass takes some of them, fewer backward than forward.
template <typename Real> struct RotationsStep {
  static constexpr unsigned maxRotations = 32;
  struct Rotation {
    uint32_t block = 0;
    uint64_t outerSign = 0;
    uint32_t sum = 0; // its angle, in AngleLayout
    size_t place = 0; // of this
  };
  std::vector<Rotation> rotations;
  std::vector<RotationsBundle<Real>> forward, backward; // backward: with derivatives only, others are undone as they are done
  std::vector<TileShares> shares[2]; // of the bundles forward and backward, where threads share a tile
  // What the bundles point to, and what the passes do.
  std::vector<RotationsPass<Real>> passes[2]; // forward, backward
  AlignedBuffer<Real> signs;
  std::vector<std::vector<GroupPlace>> starts;
  unsigned lanes = 0;
  bool perRow = false;
  bool hasDerivative = false; // by a slot that somebody asks for
};

template <typename Real> struct DenseStep {
  DensePass<Real> pass;
  StepConditions conditions;
  uint32_t block = 0;
  uint64_t outerSign[5] = {};
  bool perRow = false;
  std::vector<uint8_t> laneIndex; // what each lane contributes to the number of a row: high flips low bits, then low flips
  std::vector<uint8_t> place;     // from a number of a row, as the kernel has it, to an index of the block's matrix
  size_t numSets() const { return size_t(1) << (pass.numLow + conditions.numLane); }
  size_t rows() const { return size_t(1) << pass.numHigh; }
  size_t columns() const { return size_t(1) << (pass.numHigh + pass.numLow); }
};

template <typename Real> struct PhaseStep {
  PhasePass<Real> pass;
  PhaseTable table;
  std::vector<uint16_t> order, values, places;          // what the pass points to
  std::vector<std::pair<uint64_t, uint16_t>> outerBits; // what a bit that selects the tile contributes to a phase's number
  bool hasDerivative = false; // by a slot that somebody asks for
  bool slicesBuckets = false; // a slice takes a part of each bucket; otherwise of some
  TileShares shares;          // where threads share a tile
};

/// What the coefficients of a step hang on.
enum class Dependence : uint8_t { Nothing, SharedSlots, Rows };

struct StepRef {
  enum Kind : uint8_t { Pair, Rotations, Dense, Phases } kind;
  Dependence dependence = Dependence::Nothing;
  uint32_t number; // among the steps of its kind
  size_t coefficients = 0, numCoefficients = 0; // in the run's buffer, in Reals
  size_t sums = 0, numSums = 0;                 // as above, in the buffer of the backward sweep
  size_t scale = 0;                             // among Scales::overlaps
  size_t results = 0, numResults = 0;           // what the sums come to, for each row where rows differ; none if nobody asks
  bool isLastBack = false;                      // nobody asks for the states before it
};

struct Sweep {
  uint64_t bits = 0;  // of the stored index, those in the tile
  uint64_t zeros = 0; // those that neither the start has nor a sweep has flipped up to here: amplitudes where one is set are 0
  bool isInPlace = false; // tiles are the state's own memory
  uint64_t swizzle = 0;   // of tiles' copies, as in Kernels.h
  TileShares shares;      // before the first step, where threads share the tile
  std::vector<StepRef> steps;
  size_t numSums = 0, numResults = 0;
};

/// The strings of a reading's observables as batches read them: in order, and their z by vector.
struct RowStrings {
  std::vector<WeightedString> strings;
  std::vector<uint32_t> z;
};

template <typename Real> class Layout {
public:
  /// `rowBits` lowest bits of an amplitude's index number rows of a batch; 0: there is one state.
  Layout(const Plan &plan, unsigned rowBits, std::span<const uint8_t> flags, const KernelSet<Real> &set);

  const AngleLayout &angles() const { return angles_; }
  uint64_t id() const { return id_; } // never the same for two layouts
  const KernelSet<Real> &set() const { return set_; }
  unsigned rowBits() const { return rowBits_; }
  unsigned numRows() const { return 1u << rowBits_; }
  unsigned lanes() const { return 1u << set_.laneBits; }
  /// Vectors of rows.
  unsigned rowVectors() const { return rowBits_ == 0 ? 1 : numRows() >> set_.laneBits; }
  unsigned tileBits() const { return tileBits_; } // of the stored index
  /// What the rows of a batch have done before the sweeps; null if nothing.
  const SharedPart *prefix() const { return prefix_.get(); }
  /// What comes behind the sweeps, and is not run on the rows but on components of their states; null if nothing.
  const Suffix *suffix() const { return suffix_.get(); }
  /// What single bits have done before the sweeps.
  const ProductPrefix &product() const { return product_; }
  /// Whether somebody asks for a derivative by what comes before the sweeps.
  bool startHasDerivative() const { return startHasDerivative_; }
  /// The same of anything in front of the suffix.
  bool hasDerivative() const { return startHasDerivative_ || firstBack < steps.size(); }
  /// The bits of the stored index that are not 0 before the sweeps.
  uint64_t startedBits() const { return plan_.isApplied ? (uint64_t(1) << plan_.numQubits) - 1 : plan_.start.uniform | product_.bits; }
  /// The bits in a tile of the first sweep, or of a state without any.
  uint64_t firstTile() const { return sweeps.empty() ? (uint64_t(1) << plan_.numQubits) - 1 : sweeps.front().bits; }
  const Plan &plan() const { return plan_; }
  /// The start in the tiles of the first sweep.
  const StartState<Real> &start() const { return start_; }
  /// Whether all amplitudes are real.
  bool isReal() const { return isReal_; }
  size_t tileSize() const { return size_t(1) << (tileBits_ + rowBits_); }
  uint32_t tileVectors() const { return uint32_t(std::max<size_t>(1, tileSize() >> set_.laneBits)); }

  Dependence dependence(const Angle &angle) const;
  Dependence dependence(uint32_t block) const { return blockDependence_[block]; }
  /// Whether somebody asks for the derivative by the slot that `angle` hangs on.
  bool isWanted(const Angle &angle) const { return !angle.isConstant() && slotWanted_[angle.slot]; }
  bool hasDerivative(uint32_t block) const { return blockHasDerivative_[block]; }
  unsigned rowsOf(uint32_t block) const { return dependence(block) == Dependence::Rows ? numRows() : 1; }

  /// Masks of the stored index as masks of the number that an amplitude has in the tiles of a sweep, one tile after the other.
  uint64_t placeOfFlip(uint64_t flip, const Sweep &sweep) const { return tileNumber(flip, sweep) | tileFlip(flip, sweep); }
  uint64_t placeOfSign(uint64_t sign, const Sweep &sweep) const { return tileNumber(sign, sweep) | tileSign(sign, sweep); }
  /// The number of the first amplitude in the tile at `base`.
  uint64_t tileNumber(uint64_t base, const Sweep &sweep) const;

  std::vector<Sweep> sweeps;
  std::vector<const StepRef *> steps; // of all sweeps
  size_t firstBack = 0;               // of the steps, in differentiation: what comes before hangs on nothing that is asked for
  std::vector<PairStep<Real>> pairs;
  std::vector<RotationsStep<Real>> rotations;
  std::vector<DenseStep<Real>> denses;
  std::vector<PhaseStep<Real>> phases;
  size_t numCoefficients = 0, numScales = 0;
  std::vector<RowStrings> rowStrings; // of each reading, in batches

private:
  struct Cut { // a mask of the stored index in a tile
    uint64_t outer;
    uint32_t vectors, lanes;
  };
  Cut cutFlip(uint64_t flip, const Sweep &sweep) const { return cut(flip, tileFlip(flip, sweep), sweep); }
  Cut cutSign(uint64_t sign, const Sweep &sweep) const { return cut(sign, tileSign(sign, sweep), sweep); }
  Cut cut(uint64_t mask, uint64_t inTile, const Sweep &sweep) const;
  uint64_t tileFlip(uint64_t flip, const Sweep &sweep) const;
  uint64_t tileSign(uint64_t sign, const Sweep &sweep) const;
  void addGroup(const std::vector<SweepBlock> &blocks, Sweep &sweep);
  void addPair(uint32_t number, Sweep &sweep);
  void addRotations(const std::vector<SweepBlock> &blocks, Sweep &sweep);
  std::vector<RotationsPass<Real>> passesOf(const RotationsPass<Real> &all, std::span<const uint32_t> flipVectors,
                                            std::span<const uint32_t> flipLanes, std::span<const uint32_t> signs, bool backward) const;
  std::vector<RotationsBundle<Real>> bundlesOf(std::span<const RotationsPass<Real>> passes, unsigned numStates) const;
  std::vector<TileShares> share(std::vector<RotationsBundle<Real>> &bundles, uint32_t before, uint32_t behind) const;
  void addStarts(RotationsBundle<Real> &bundle, RotationsPass<Real> *passes, RotationsStep<Real> &step) const;
  void addDense(uint32_t number, Sweep &sweep);
  void addPhases(std::span<const uint32_t> terms, Sweep &sweep);
  void addPhaseGroup(std::span<const uint32_t> terms, bool perRow, Sweep &sweep);
  bool isReal(const PhaseTable &table) const;
  void fillBuckets(std::span<const uint16_t> index, PhaseStep<Real> &step) const;
  size_t numResults(const StepRef &ref) const;
  StepConditions conditionsOf(const Block &block, const Sweep &sweep) const;
  void addStep(StepRef::Kind kind, Dependence dependence, uint32_t number, size_t numCoefficients, size_t numSums, Sweep &sweep,
               size_t numScales = 1);

  const Plan &plan_;
  std::vector<bool> slotVaries_, slotWanted_;
  std::vector<Dependence> blockDependence_; // of matrices
  std::vector<bool> blockHasDerivative_;
  AngleLayout angles_;
  std::unique_ptr<const SharedPart> prefix_;
  std::unique_ptr<const Suffix> suffix_;
  ProductPrefix product_;
  bool startHasDerivative_ = false;
  StartState<Real> start_;
  TileShares shares_; // while a sweep is laid out: after the last rotations
  unsigned rowBits_;
  const KernelSet<Real> &set_;
  unsigned tileBits_ = 0;
  bool isReal_ = true;
  uint64_t id_;
};

/// A rotation that mixes real with imaginary parts.
inline bool isCross(const Qubit &target) { return parity(target.flip & target.sign) == 0; }
/// The blocks of a sweep in order, rotations that commute together, all other blocks alone.
std::vector<std::vector<SweepBlock>> groupRotations(const Plan &plan, std::span<const SweepBlock> blocks,
                                                    const std::function<bool(uint32_t)> &isPerRow, size_t maxRotations);
/// The rotations of one pass: high ones, whose flips of vectors are independent, and low ones, whose flips are combinations of these.
struct RotationShare {
  std::vector<uint8_t> high, low;
  MaskBasis basis;
  bool add(uint8_t rotation, uint32_t flip, unsigned maxHigh, bool mixes);
};
/// Shares the rotations with these flips of vectors and lanes out to passes of at most `maxHigh` high ones; `mixes`: with low ones
/// beside.
std::vector<RotationShare> shareOut(std::span<const uint32_t> flips, std::span<const uint32_t> flipLanes, unsigned maxHigh, bool mixes);

/// Shares terms of phases out to tables of `maxRank` independent signs, but for those in `inLanes`.
std::vector<std::vector<uint32_t>> tablesOf(const Plan &plan, std::span<const uint32_t> terms, uint64_t inLanes, unsigned maxRank);
/// The largest table that is worth building where `vectorBits` bits number the vectors of a state.
unsigned maxTableRank(int vectorBits);

/// In-place Walsh-Hadamard transform of 2^rank numbers at a distance of `stride`, for `stride` numbers side by side.
void walshHadamard(double *numbers, unsigned rank, size_t stride);

/// `x` in quarter turns, if it is a whole number of them, as gates such as Z and S add up to.
std::optional<int> quarterTurns(double x);
/// Sine and cosine; those of whole numbers of quarter turns without what rounding leaves.
std::pair<double, double> exactSinCos(double x);

/// The bits of `mask` at the positions `bits`, moved together.
uint64_t gatherBits(uint64_t mask, uint64_t bits);
/// The reverse.
uint64_t spreadBits(uint64_t value, uint64_t bits);

} // namespace qml::rt
