// SPDX-License-Identifier: Apache-2.0
//
// The kernels: loops over one *tile* of the state, a run of 2^b amplitudes that lies in a cache while many steps pass over
// it. One source, KernelSet.cpp, is compiled once per instruction set and precision, and a table of functions is chosen at
// start. A kernel sees no gates, only masks and coefficients. The lowest bits of an index within the tile select the lane of
// a vector, the others the vector; masks named "flip" and "sign" are as in Plan.h, cut into these two parts.
//
// In a batch the lowest bits number the rows: no gate flips them, and coefficients that differ from row to row are vectors.
//
// This header is compiled into every instruction set: it must stay free of inline functions with external linkage, or
// the linker could keep an AVX-512 copy for all.
#pragma once

#include <stddef.h>
#include <stdint.h>

namespace qml::rt {

constexpr double largeAngle = 1e5;
/// Of angles in a row; Large if one is beyond `largeAngle`.
enum class AngleRange : uint8_t { Small, Large, NotFinite };

/// Real and imaginary parts of amplitudes.
template <typename Real> struct Amplitudes {
  Real *re;
  Real *im;
};

/// Which vectors a step acts on; the conditions hold for a whole group of vectors or for none of it.
struct VectorConditions {
  uint32_t bitMask = 0, bitValue = 0; // bits of the vector's number
  uint32_t numParities = 0;
  const uint32_t *parities = nullptr; // further conditions: parity(parities[i] & vector) is bit i of parityValues
  const uint32_t *solvers = nullptr;  // and the bit to set where it is not, which no parity before has; 0: there is none
  uint64_t parityValues = 0;
  // Conditions with a part in the lanes select a set of coefficients: parity(laneParities[i] & vector) ^ bit i of
  // laneValues is bit i of its number.
  uint32_t numLaneParities = 0;
  uint32_t laneParities[4] = {};
  uint32_t laneValues = 0;
};

/// What is known of a matrix of size 2 for all angles.
enum class PairForm : uint8_t {
  General,
  Real,  // all entries are real
  Cross, // the diagonal is real, the rest imaginary
};

/// A 2 x 2 matrix on the pairs (i, i ^ flip); `sign` tells which is first.
template <typename Real> struct PairPass {
  PairForm form = PairForm::General;
  bool inVectors = false;  // the coefficients differ between lanes, or rows
  uint32_t flipVector = 0, flipLanes = 0;
  uint32_t inner = 0;      // bits that groups are counted without: one of flipVector, and those that conditions settle
  uint32_t sign = 0;       // of the vector's number
  uint32_t parity = 0;     // of vector 0
  uint32_t rowMask = 0;    // vector & rowMask is the row's
  VectorConditions where;
  /// Without lanes: entries 00, 01, 11, 10 (re, im). In vectors: for each [set][row] two vectors (re, im) of the entry of the
  /// lane itself, then of its partner; bit 0 of the set is the vector's parity, the others are the lane conditions.
  const Real *coefficients = nullptr;
  /// Backward, Real and Cross in vectors: by [set], with what sign a lane counts.
  const Real *signs = nullptr;
};

/// Where a group of vectors lies that rotations mix. Both parts are linear over GF(2) in the first vector.
struct GroupPlace {
  uint64_t first; // vector
  uint64_t odd;   // byte i: of rotation i of the pass, `lanes` where its sign is that of an odd vector, otherwise 0
};
/// Rotations about commuting products of Paulis, all in one pass. A product maps index to index ^ flip; only its own flip
/// changes its sign. Lanes are taken as they lie in the group's first vector, so that the lanes of partners come together.
template <typename Real> struct RotationsPass {
  static constexpr unsigned maxHigh = 4, maxLow = 4, maxRotations = maxHigh + maxLow;
  bool cross = false; // products of an even number of Ys, which mix real with imaginary parts; otherwise like with like
  /// Those whose flips span the vectors of a group come first, then those that lead to other lanes of its vectors; cross ones
  /// never mix.
  uint32_t numHigh = 0, numLow = 0;
  uint8_t rotation[maxRotations] = {}; // their numbers, by which signs, coefficients and sums are found
  /// The vectors of a group, by combination of high flips: from the first's number, in lanes, and what flips their lanes.
  size_t offset[1 << maxHigh] = {};
  uint8_t flipLanes[1 << maxHigh] = {};
  /// High rotations that swap the parts of a vector, which come first, and those up to the last that flips lanes inside parts.
  uint32_t numParts = 0, numInside = 0;
  uint8_t combination[maxLow] = {};    // that leads to a low one's partners, and what flips their lanes
  uint8_t lowLanes[maxLow] = {};
  uint32_t sign[maxRotations] = {};     // of the vector's number
  uint32_t rowMask = 0;
  bool inVectors = false;               // the coefficients differ between lanes; otherwise they are numbers
  uint32_t run = 1;     // vectors next to each other that no flip and no sign tells apart: rows that share the angles
  const Real *signs = nullptr; // [rotation][parity]: the sign that a lane gives the sine
  const GroupPlace *starts = nullptr; // the groups of a patch, seen from its first
  uint32_t numStarts = 0;
  const void *kernels[2] = {}; // by whether all cosines are 1, as chooseRotations() sets them
};
/// Passes that take turns on a *patch* of vectors, those that all their flips lead to from one: few enough for the first level of
/// cache. For a pass alone it is some groups next to each other.
template <typename Real> struct RotationsBundle {
  static constexpr unsigned maxPasses = 4, maxStarts = 64;
  const RotationsPass<Real> *passes = nullptr;
  uint32_t numPasses = 0;
  uint32_t inner = 0; // bits of a vector's number by which those of a patch differ; its first vector has none of them
};
/// A pass of rotations in a tile.
template <typename Real> struct RotationsPlace {
  uint64_t odd;   // of vector 0, as in GroupPlace
  uint32_t full;  // a bit for each: multiply by cosine and sine; otherwise by the sine only, the cosine being 1
  bool realOnly;  // all imaginary parts are 0; there are no cross rotations then
  const Real *coefficients; // [rotation][row] sine and cosine
};

/// A matrix of size 2^k, k > 1, on the groups i ^ (any combination of flips). The flips are combined such that `numHigh` of
/// them select a vector, and the others flip lanes only.
template <typename Real> struct DensePass {
  uint32_t numHigh = 0, numLow = 0;
  bool inVectors = false;
  uint32_t flipVector[32] = {}, flipLanes[32] = {}; // of each combination of the high flips
  uint32_t lowFlip[16] = {};                        // lanes flipped by each combination of the others
  uint32_t inner = 0;                               // as in PairPass, with a bit of each high flip that no other has
  uint32_t highSign[5] = {}, lowSign[4] = {};       // of the vector's number, per flip
  uint32_t parity = 0;                              // of vector 0: bit i of highSign[i], bit numHigh + i of lowSign[i]
  uint32_t rowMask = 0;
  VectorConditions where;
  /// [set][row of batch][row][column] (re, im), vectors or numbers; the set is the low parities, then the lane conditions.
  const Real *coefficients = nullptr;
};

/// Multiplies vectors by phases. Those with the same phases come together, in buckets of equal size, of each of which the first
/// `taken` count: bucket b multiplies by
/// coefficient vector number values[b] ^ outer, of row b & rowMask.
template <typename Real> struct PhasePass {
  const uint16_t *order = nullptr;    // vectors, bucket by bucket
  const uint16_t *values = nullptr;
  uint32_t numBuckets = 0, bucketSize = 0, taken = 0;
  uint32_t outer = 0;
  uint32_t rowMask = 0;
  bool inVectors = false;             // the coefficients differ between lanes; otherwise they are numbers
  bool realOnly = false;              // all imaginary parts are 0, those of the phases too
  /// Null, or of each number that of the vector with the same phases but for a flip of lanes, times the lanes, plus the flip.
  const uint16_t *places = nullptr;
  const Real *coefficients = nullptr; // [number][row] (re, im)
};

/// Pauli strings that flip the same bits: target[i] += E(i) source[i ^ flip]. Of vector v, E is number index[v] of a table of
/// vectors.
template <typename Real> struct PauliPass {
  uint32_t flipVector, flipLanes;
  const uint16_t *index;
  const Real *table;
};

/// exp(-i angle/2 P) on a bit, with the same angle for all rows or with each row's.
struct BitTurn {
  enum Axis : uint8_t { X, Y, Z } axis;
  const double *sines, *cosines;
  bool varies;
};
/// Complex numbers, [number][row]. The state of a bit is two of them.
struct ProductTable {
  double *re, *im;
};
/// Amplitude number y * 2^k + x is high[y] * low[x].
template <typename Real> struct ProductPass {
  const Real *lowRe, *lowIm, *highRe, *highIm; // [number][row]
  uint32_t numLow;     // vectors of the low table
  uint32_t rowVectors; // 0: there are no rows, `high` are numbers and lanes belong to x
  Real re = 1, im = 0; // a further factor, where there are no rows
  bool realOnly = false; // all imaginary parts are 0, and left alone
  uint32_t zeroLow = 0;  // vectors of the low table with one of these bits are passed over by overlaps
};

/// Amplitudes in the runs that tiles are copied by: 2^runBits.
constexpr unsigned runBits = 5;

/// A copy may be swizzled: amplitude i of the tile lies at i ^ ((i >> swizzleShift) & swizzleMask<Real>). The first level of cache
/// usually has 2^swizzleShift sets of lines; a line's set then hangs on twice as many bits, so that lines a power of two apart
/// rarely meet. A swizzle is its own inverse.
constexpr unsigned swizzleShift = 6;
template <typename Real> constexpr uint64_t swizzleMask = ((uint64_t(1) << swizzleShift) - 1) * (64 / sizeof(Real));

/// Vectors in the unit in which Pauli kernels count.
constexpr unsigned maxUnitVectors = 64;

/// Running sums of probabilities: of groups of 64 amplitudes in the state, of eights in their group.
constexpr unsigned sampleFan = 8, sampleGroup = sampleFan * sampleFan;
struct SampleIndex {
  const double *starts;  // of groups; then the total and eight infinities
  const float *eights;   // starts of each group's eights, 0 the first
  const uint32_t *guide; // by range: a group at whose start or behind which the range begins
  double total, rangesPerUnit;
};
/// The running sum is cut into equal ranges.
static inline size_t rangeOf(const SampleIndex &index, double number) { return size_t(number * index.rangesPerUnit); }

/// Outcomes of shots whose parities are counted together.
constexpr size_t parityBlock = 64;

/// What an amplitude's number is XORed with: that of its vector, and of its lane.
struct RegisterFlip {
  uint8_t vectors = 0, lanes = 0;
};

/// A rotation exp(-i angle/2 P), real or with an imaginary sine as BlockForm::Rotation has them, or phases of all amplitudes.
struct RegisterStep {
  enum Form : uint8_t { RealRotation, CrossRotation, Phases } form;
  RegisterFlip flip;
  uint32_t sign = 0;  // P's
  uint32_t place = 0; // among sines and cosines: of half the angle, or of the phases by amplitude
};

/// Adds the sum over the amplitudes a of real[a] Re q + imaginary[a] Im q, q = conj(state[a]) state[a ^ flip].
template <typename Real> struct RegisterReading {
  RegisterFlip flip;
  uint32_t observable = 0;
  const Real *real = nullptr;
  const Real *imaginary = nullptr; // null: 0
};

/// A circuit whose state takes `numVectors`, 1, 2 or 4.
template <typename Real> struct RegisterCircuit {
  unsigned numVectors = 0;
  const Real *start = nullptr; // real parts, then imaginary ones
  const Real *signs = nullptr; // (-1)^parity(sign & amplitude), by sign and amplitude
  const RegisterStep *steps = nullptr;
  size_t numSteps = 0;
  const RegisterReading<Real> *readings = nullptr;
  size_t numReadings = 0;
};

template <typename Real> struct KernelSet {
  const char *name;
  unsigned laneBits;

  // Vectors begin to end of the tile. Groups of vectors are numbered by those without any of the bits `inner`.
  void (*pair)(Amplitudes<Real> tile, uint32_t begin, uint32_t end, const PairPass<Real> &pass);
  /// Adds to `sums` what the derivatives follow from, then applies the matrix, which is the adjoint, to both. Sums are
  /// vectors: for General, conj(bra) * ket by entry as the coefficients have it; for Real, Re(conj(bra1) ket0 - conj(bra0)
  /// ket1), for Cross Im(conj(bra0) ket1 + conj(bra1) ket0), per row.
  void (*pairBackward)(Amplitudes<Real> ket, Amplitudes<Real> bra, uint32_t begin, uint32_t end, const PairPass<Real> &pass,
                       Real *sums);
  unsigned partLanes; // lanes of the parts of a vector that a flip swaps as wholes, or all
  unsigned maxRotations, maxRotationsBackward; // that flip a vector, in one pass
  /// Chooses the kernels of a pass that has all but its starts, for the way forward or back.
  void (*chooseRotations)(RotationsPass<Real> &pass, bool backward);
  /// With a place for each pass.
  void (*rotations)(Amplitudes<Real> tile, uint32_t begin, uint32_t end, const RotationsBundle<Real> &bundle,
                    const RotationsPlace<Real> *places);
  /// Adds to sums[rotation][row] what the derivatives are: the sum of Re(conj(bra1) ket0 - conj(bra0) ket1), for `cross` of
  /// Im(conj(bra0) ket1 + conj(bra1) ket0), with the rotation's sign. Then applies the rotations, the adjoint's, to both.
  /// What a low one adds is taken behind the rotations that stand before it, of a high one before all.
  void (*rotationsBackward)(Amplitudes<Real> ket, Amplitudes<Real> bra, uint32_t begin, uint32_t end,
                            const RotationsBundle<Real> &bundle, const RotationsPlace<Real> *places, Real *sums);
  /// Runs the circuit and adds its expectation values to `out`.
  void (*runRegisters)(const RegisterCircuit<Real> &circuit, const double *sines, const double *cosines, double *out);
  void (*dense)(Amplitudes<Real> tile, uint32_t begin, uint32_t end, const DensePass<Real> &pass);
  void (*denseBackward)(Amplitudes<Real> ket, Amplitudes<Real> bra, uint32_t begin, uint32_t end, const DensePass<Real> &pass,
                        Real *sums);
  /// Copies the runs whose offsets have bits of `runs` only, in order; those with one of `zeroBits` are 0, whatever memory
  /// holds. `size` is that of the tile, `swizzle` 0 or swizzleMask.
  void (*gather)(const Real *from, uint64_t runs, uint64_t zeroBits, size_t size, uint64_t swizzle, Real *to);
  void (*scatter)(const Real *from, uint64_t runs, size_t size, uint64_t swizzle, Real *to);

  void (*phases)(Amplitudes<Real> tile, const PhasePass<Real> &pass);
  /// Adds Im(conj(bra) ket) to the sum of each [number][row], a vector or a number as the coefficients are, which are the adjoint's.
  void (*phasesBackward)(Amplitudes<Real> ket, Amplitudes<Real> bra, const PhasePass<Real> &pass, Real *sums);
  /// The sums only.
  void (*phaseOverlaps)(Amplitudes<Real> ket, Amplitudes<Real> bra, const PhasePass<Real> &pass, Real *sums);

  /// For term i, adds to sums[i] the sum over index of (-1)^(z_i . index) q, q = conj(state[index]) state[index ^ flip]: its
  /// real part for the first `numReal` terms, its imaginary part for the others. Units begin to end of `unitVectors`.
  void (*pauliValues)(Amplitudes<Real> state, uint64_t flip, const uint64_t *z, unsigned numReal, unsigned numTerms, double *sums,
                      unsigned unitVectors, size_t begin, size_t end);
  /// With S the sum of all passes: the real part of the inner product of `bra` and S source; also adds weight * S source to
  /// `target`, unless it is null. counts[kind] passes of each kind follow each other; kind is 1 if lanes are flipped, plus 2 if
  /// E counts i times.
  double (*pauliSum)(Amplitudes<Real> source, Amplitudes<Real> bra, Amplitudes<Real> target, uint32_t numVectors,
                     const PauliPass<Real> *passes, const uint32_t *counts, Real weight);
  /// In-place Walsh-Hadamard transform of 2^k vectors.
  void (*walshHadamard)(Real *numbers, uint32_t numVectors);
  /// Values and applied strings by row: sets sums[i][row]; adds to `target`, or sets it to, the sum with coefficients [i][row].
  /// Masks are of the vector's number, `numVectors` in all.
  void (*rowPauliValues)(Amplitudes<Real> state, uint32_t numVectors, uint32_t rowMask, uint32_t flip, const uint32_t *z,
                         unsigned numReal, unsigned numTerms, Real *sums);
  void (*rowPauliApply)(Amplitudes<Real> source, Amplitudes<Real> target, bool adds, uint32_t numVectors, uint32_t rowMask,
                        uint32_t flip, const uint32_t *z, const Real *coefficients, unsigned numReal, unsigned numTerms);

  /// `count` numbers `a` times `scaleA`, and as many `b`, in turn or vector by vector: as phases take cosines and sines.
  void (*interleave)(const double *a, const double *b, size_t count, double scaleA, double scaleB, bool inVectors, Real *to);
  /// sin and cos of `count` numbers, and how large these are; `count` is a multiple of the lanes of a vector of doubles.
  AngleRange (*sinCos)(const double *angles, size_t count, double *sines, double *cosines);

  /// Probabilities of each group, and where its eights start.
  void (*probabilitySums)(Amplitudes<Real> state, size_t numGroups, double *sums, float *eights);
  /// amplitudes[k]: that at which the running sum passes numbers[k], in [0, 1), times the total; one that has a probability.
  /// `numbers` are used up.
  void (*search)(Amplitudes<Real> state, const SampleIndex &index, double *numbers, size_t count, uint64_t *amplitudes);

  /// Adds to odd[i] in how many of `count` outcomes the bits of masks[i] have an odd sum. Outcomes have up to `numBits` bits.
  void (*addParities)(const uint64_t *outcomes, size_t count, unsigned numBits, const uint64_t *masks, size_t numMasks,
                      int64_t *odd);

  /// numbers[i] = RandomStream's number of shot first + i; `count` is a multiple of 8.
  void (*uniforms)(const uint32_t *base, uint32_t use, uint64_t first, size_t count, double *numbers);

  /// The turns of a bit in order, and the way back: of each, the imaginary part of weights * P bit behind it, by row or, of one with
  /// the same angle for all, their sum in the place of the first; the bit, and the weights, as they are in front of all.
  void (*turnBit)(const BitTurn *turns, size_t numTurns, size_t rows, const ProductTable &bit);
  void (*turnBitBack)(const BitTurn *turns, size_t numTurns, size_t rows, const ProductTable &bit, const ProductTable &weights,
                      double *sums);
  /// A table of `size` numbers times the two of a further bit, the higher half of the result being those of 1; may be in place.
  void (*appendBit)(const ProductTable &bit, size_t size, size_t rows, const ProductTable &from, const ProductTable &to);
  /// Sums a table of 2 * `size` numbers over its highest bit, with the bit's as factors; `weights` become what it would contribute
  /// to the sum over all, for the bit's two values, `others` being the product of the bits below.
  void (*removeBit)(const ProductTable &bit, size_t size, size_t rows, const ProductTable &table, const ProductTable &others,
                    const ProductTable &weights);
  /// Writes the amplitudes of the numbers `begin` to `end` of the high table.
  void (*product)(Amplitudes<Real> tile, size_t begin, size_t end, const ProductPass<Real> &pass);
  /// Of these numbers: sets highSums[y] to the sum of conj(bra) low[x], adds conj(bra) high[y] to lowSums[x].
  void (*productOverlaps)(Amplitudes<Real> bra, size_t begin, size_t end, const ProductPass<Real> &pass, Amplitudes<Real> lowSums,
                          Amplitudes<Real> highSums);

  /// For row i of u and row j of v, sets the pair sums[2 * (i * numV + j)] to the sums of their products at even and at odd places,
  /// or adds them to it; `upper`: for j >= i at least. Rows are `size` numbers that begin a stride after each other.
  void (*innerProducts)(const double *u, size_t numU, size_t strideU, const double *v, size_t numV, size_t strideV, size_t size,
                        bool adds, bool upper, double *sums);
  /// The imaginary parts of `count` interleaved complex numbers, with the real ones times `sign` added, in an order that is the
  /// same for all tables.
  void (*addParts)(const double *numbers, size_t count, double sign, double *to);
  /// Sets to[i][j], or adds to it, the sum over k < `depth` of a[i * rowStride + k * columnStride] b[k][j]; rows of `b` and `to` are
  /// `columns` long, whole vectors.
  void (*matrixProduct)(const Real *a, size_t rowStride, size_t columnStride, size_t rows, size_t depth, const Real *b, size_t columns,
                        bool adds, Real *to);
  /// Sets values[row], for all rows of a batch, to the sum of form[a][b] numbers[a][row] numbers[b][row]. The form is symmetric, its
  /// lines begin a stride after each other.
  void (*formValues)(const Real *form, size_t stride, size_t size, const Real *const *numbers, size_t numRows, Real *values);
  /// Adds to to[a][row] the sum over b of form[a][b] numbers[b][row], times weights[row].
  void (*addFormGradients)(const Real *form, size_t stride, size_t size, const Real *const *numbers, const Real *weights, size_t numRows,
                           Real *const *to);
  /// Sets products[a * stride + b] to the sum over the rows of weights[row] numbers[a][row] numbers[b][row].
  void (*weightedProducts)(const Real *const *numbers, size_t size, const Real *weights, size_t numRows, size_t stride, Real *products);
};

/// The kernels in use.
template <typename Real> const KernelSet<Real> &kernels();
template <> const KernelSet<double> &kernels<double>();
template <> const KernelSet<float> &kernels<float>();

} // namespace qml::rt
