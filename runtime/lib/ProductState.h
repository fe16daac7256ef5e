// SPDX-License-Identifier: Apache-2.0
//
// The product of states of single bits that a prefix leaves, for the angles of a run: written some amplitudes at a time, and
// differentiated on a bra. An amplitude is one number of a table by its low bits times one of a table by its high bits.
#pragma once

#include "Angles.h"
#include "ProductPrefix.h"
#include "Threads.h"

namespace qml::rt {

template <typename Real> class Layout;

/// The product of some bits, [number][row].
class ProductNumbers {
public:
  /// False if there is no memory. `rows` stays until the next call.
  bool reserve(size_t size, size_t rows);
  ProductTable at(size_t number) const { return {re_.data() + number * rows_, im_.data() + number * rows_}; }

private:
  size_t rows_ = 1;
  AlignedBuffer<double> re_, im_;
};

template <typename Real> class ProductState {
public:
  /// Computes the tables for what `angles` have come to.
  Result prepare(const Layout<Real> &layout, const AngleValues &angles);
  /// Writes numbers `begin` to `end` of the tile at `base` in a run's first sweep; `begin` is a multiple of 64.
  void fill(uint64_t base, size_t begin, size_t end, bool realOnly, Amplitudes<Real> tile) const;
  /// Adds the derivatives of 2 Re <bra|state> by the sums of the prefix to `gradients`, by place. Amplitudes with one of `zeroBits`
  /// are not read. Needs prepare() before fill() again.
  Result addGradients(Amplitudes<Real> bra, uint64_t zeroBits, bool realOnly, unsigned threads, Threads &team,
                      std::span<double> gradients);

private:
  /// A product of bits, the lowest `lowBits` and the others.
  struct Factored {
    unsigned lowBits = 0;
    AlignedBuffer<Real> low[2], high[2]; // real and imaginary parts
  };
  size_t rows() const { return layout_->numRows(); }
  void set(ProductTable number, Complex value) const;
  /// The turns of the bit at `position`, until the next call.
  std::span<const BitTurn> turnsOf(unsigned position);
  Result factor(std::span<const unsigned> positions, unsigned lowBits, Factored &to);
  Result multiply(std::span<const unsigned> positions, AlignedBuffer<Real> (&to)[2]);
  ProductPass<Real> pass(const Factored &factored) const;
  Result takeWeights(std::span<const unsigned> positions, const AlignedBuffer<Real> (&sums)[2], size_t distance, unsigned parts);

  const Layout<Real> *layout_ = nullptr;
  const AngleValues *angles_ = nullptr;
  ProductNumbers bits_; // by position, for 0 and 1
  ProductNumbers weights_, table_, below_;
  Factored tile_, whole_;
  AlignedBuffer<Real> lowSums_[2], highSums_[2];
  std::vector<double> sums_;
  std::vector<BitTurn> turns_;
  std::vector<unsigned> tilePositions_;
};

} // namespace qml::rt
