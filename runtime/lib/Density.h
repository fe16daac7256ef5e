// SPDX-License-Identifier: Apache-2.0
//
// The density matrix as the vector of tr(P rho) over all Pauli strings P: index digit 2 bits per qubit, I X Y Z, qubit
// 0 the most significant. Real, half the memory of a matrix, and an expectation value is one of its numbers.
// Neighbouring maps of one qubit are multiplied, so that rotations and their noise cost one pass.
#pragma once

#include "Execution.h"
#include "PauliExpansion.h"
#include "PauliTransfer.h"

#include <optional>

namespace qml::rt {

/// A number of a map that is not zero.
struct TransferEntry {
  uint8_t row, column;
  double value;
};

/// Lays out a map for a pass over the vector.
class DensityPass {
public:
  /// `shifts`: of the index bits of each digit of the map, the first the most significant.
  DensityPass(const Transfer &matrix, std::span<const unsigned> shifts, unsigned numQubits);
  size_t numGroups() const { return numGroups_; }
  void apply(double *vector, size_t begin, size_t end) const;
  /// sums[i][j] += left[row i] * right[column j] over the groups.
  void addOverlaps(const double *left, const double *right, double *sums, size_t begin, size_t end) const;

private:
  template <typename Visit> void forRuns(size_t begin, size_t end, Visit visit) const;

  unsigned dim_;
  unsigned low_ = 0, high_ = 0; // shifts; high_ of two digits only
  bool two_ = false;
  size_t numGroups_;
  std::array<size_t, 16> offsets_{};
  std::array<double, 16> dense_{};     // of one digit
  std::vector<TransferEntry> entries_; // of two digits: those that are not zero, by rows
  std::array<bool, 16> unchanged_{};   // rows that are those of the identity
  bool monomial_ = true;               // one entry in each other row
};

/// One run of a noisy plan on the density matrix.
class Density {
public:
  Density(const Plan &plan, const RunOptions &options, Workspace::Impl &workspace);

  /// Values of angles, the maps; NonFiniteAngle if an angle is no number.
  Result bind(std::span<const double> slots);
  /// Room for `count` vectors.
  Result reserve(size_t count);
  double *vector(size_t number) { return vectors_[number].data(); }

  unsigned numQubits() const { return plan_.numQubits; }
  size_t size() const { return size_t(1) << (2 * plan_.numQubits); }
  const Plan &plan() const { return plan_; }
  const RunOptions &options() const { return options_; }
  Workspace::Impl &workspace() { return workspace_; }

  size_t numSteps() const { return steps_.size(); }
  /// |0...0>.
  void start(double *vector);
  void apply(size_t step, double *vector);
  /// The map's transpose.
  void applyBack(size_t step, double *vector);
  void copy(const double *from, double *to);
  /// |0...0> with all steps applied.
  void forward(double *vector);
  /// Writes all readings without any vector, if these are expectation values and variances of few enough strings.
  bool readByStrings(double *out);
  bool isParametric(size_t step) const { return steps_[step].parametric; }
  /// Adds the derivatives by all slots through step `step` of a number whose derivative by the vector after it is
  /// `after`; `before` is the vector before it.
  void addDerivatives(size_t step, const double *before, const double *after, double *slotGradients);

private:
  struct Step {
    std::array<uint32_t, 2> qubits{};
    unsigned numQubits = 1;
    std::vector<uint32_t> ops; // of plan.noisy, in order
    bool parametric = false;
    bool isFirst = false; // of one qubit, before any of two
    Transfer matrix;
  };
  /// Steps that are applied tile by tile, one after the other, while a tile is in the cache.
  struct Sweep {
    std::vector<uint32_t> steps;
    std::vector<unsigned> window; // digits of the tile above the lowest ones, ascending
  };
  using QubitVector = std::array<double, 4>;

  void layOut();
  /// A map of one qubit of the step as one of all of them.
  Transfer onStep(const Step &step, const Op &op, Transfer map) const;
  void setProduct(std::span<const QubitVector> factors, double *vector);
  /// |0...0> with the first steps applied, which leave it a product.
  std::vector<QubitVector> behindFirst() const;
  std::vector<Sweep> sweeps() const;
  void apply(const Sweep &sweep, double *vector);
  std::vector<double> anglesOf(const Op &op) const;
  void pass(const Transfer &matrix, const Step &step, double *vector);
  std::array<unsigned, 2> shifts(const Step &step) const;
  template <typename Body> void forChunks(size_t total, Body body) {
    workspace_.threads.forChunks(options_.threads, numChunks_, [&](unsigned chunk, unsigned) {
      auto [begin, end] = chunkRange(total, chunk, numChunks_);
      body(chunk, begin, end);
    });
  }

  const Plan &plan_;
  const Circuit &circuit_;
  RunOptions options_;
  Workspace::Impl &workspace_;
  unsigned numChunks_;
  std::vector<Step> steps_;
  std::vector<double> slots_;
  std::vector<AlignedBuffer<double>> &vectors_;
};

/// The index of a Pauli string.
size_t indexOf(PauliMasks masks);
/// Writes all readings of `vector`, exact.
Result densityReadings(const Plan &plan, const double *vector, double *out);
/// As densityReadings, from options.shots shots.
Result densityShots(Density &density, const double *vector, double *out);
/// Sets `cotangentOut` to the derivative of sum(cotangent[i] * reading[i]) by the vector.
void densityCotangent(Density &density, std::span<const double> cotangent, const double *vector, double *cotangentOut);

} // namespace qml::rt
