// SPDX-License-Identifier: Apache-2.0
//
// Sums of Pauli strings as operators on states: H = sum over flips f of D_f X_f, where X_f flips bits and D_f is diagonal with
// the entries E_f(index) = sum of coefficient * (-1)^(z . index). One walk over the state in tiles gives H |psi> and <psi|H|psi>.
//
// Within a tile E_f depends only on the parities of index that its z read there, usually few: it is a table of as many
// vectors as these have values, a Walsh-Hadamard transform of the coefficients. Which table it is depends on the parities that
// they read of the tile's number. Where all tables of a flip together are small they are kept; otherwise each is made when
// its tile is reached.
#pragma once

#include "Execution.h"
#include "PauliStrings.h"

namespace qml::rt {

/// Whether what is written replaces what was there.
enum class Write { Set, Add };

template <typename Real> class PauliOperator {
public:
  /// Keeps at most `room` numbers in tables, and takes what it keeps from it.
  PauliOperator(std::vector<WeightedString> strings, unsigned numQubits, const KernelSet<Real> &set, size_t &room);

  /// <source| H |source>; also writes weight * H source to `target` unless it is null.
  double apply(Execution<Real> &execution, Amplitudes<Real> source, Amplitudes<Real> target, Write write, double weight) const;
  /// The share in this of the amplitudes `begin` to `end`, which strings must not lead out of: `source` and `target` hold no others.
  double applyPart(uint64_t begin, uint64_t end, Amplitudes<Real> source, Amplitudes<Real> target, Write write, double weight) const;
  /// Writes H source with the strings of observable i weighted by weights[i].
  void applyWeighted(Execution<Real> &execution, Amplitudes<Real> source, Amplitudes<Real> target, Write write,
                     const double *weights) const;

private:
  /// What strings that flip the same add to a table: at the parities that z reads within the tile, with a sign of those outside.
  struct Term {
    uint64_t outer;
    uint32_t position;
    uint32_t observable;
    double coefficient;
  };
  struct Flip {
    uint64_t flip = 0; // within the tile
    unsigned kind = 0; // as the kernel counts them
    size_t firstTerm = 0, lastTerm = 0;
    size_t index = 0;              // into index_
    uint32_t numVectors = 1;       // of each table
    std::vector<uint64_t> parities; // outside of the tile; their values number the tables
    size_t tables = 0;             // into tables_
    bool isKept = false;
    size_t number(uint64_t base) const;
  };
  /// Flips that lead from a tile to the same other one.
  struct Run {
    uint64_t flip = 0;
    size_t first = 0, last = 0;
  };

  void addFlip(std::span<const WeightedString> strings);
  void keepTables(size_t &room);
  void makeTable(const Flip &flip, uint64_t number, const double *weights, Real *table) const;
  double applyTo(Execution<Real> &execution, Amplitudes<Real> source, Amplitudes<Real> target, Write write, double weight,
                 const double *weights) const;
  double applyTiles(uint64_t begin, uint64_t end, uint64_t origin, Amplitudes<Real> source, Amplitudes<Real> target, Write write,
                    double weight, const double *weights) const;
  double applyRun(const Run &run, uint64_t base, uint64_t origin, Amplitudes<Real> source, Amplitudes<Real> target, double weight,
                  const double *weights, Real *made) const;

  const KernelSet<Real> &set_;
  unsigned numQubits_, tileBits_;
  uint32_t tileVectors_;
  std::vector<Term> terms_;
  std::vector<Flip> flips_;
  std::vector<Run> runs_;
  std::vector<uint16_t> index_; // of each flip, by vector of the tile: which vector of a table
  std::vector<size_t> kept_;    // of each table, where it lies in keptTables_
  AlignedBuffer<Real> keptTables_;
};

/// The observables of a plan in the tiles of its last sweep, each an operator on amplitudes that are numbered as they lie there, tile
/// after tile.
template <typename Real> struct TileObservables {
  std::vector<PauliOperator<Real>> operators;

  /// Nothing if readings are not a few expectation values, or lead from tile to tile.
  static std::optional<TileObservables> of(const Layout<Real> &layout);
};

/// The observables of a plan as operators.
template <typename Real> struct Observables {
  struct OfReading {
    /// One per observable; or, where many observables share few flips, one for all.
    std::vector<PauliOperator<Real>> operators;
    std::vector<WeightedString> strings; // of the one for all
    bool isJoint() const { return !strings.empty(); }
  };
  std::vector<OfReading> readings;

  Observables(const Plan &plan, const KernelSet<Real> &set);
};

} // namespace qml::rt
