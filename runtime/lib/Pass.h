// SPDX-License-Identifier: Apache-2.0
//
// A block with its matrix, laid out for the kernels: which bits select lanes, which vectors, which tiles; coefficients
// reordered to match; and the choice of kernel.
#pragma once

#include "Memory.h"
#include "qml-runtime/Plan.h"

namespace qml::rt {

/// Vectors per tile for states of `numQubits` qubits.
unsigned tileVectors(unsigned numQubits, const KernelSet &set);
/// Tiles of such a state.
size_t tileCount(unsigned numQubits, const KernelSet &set);

class Pass {
public:
  /// Lays out `block` with `matrix`. `forOverlaps`: for the backward kernels, which know no shortcuts. False if out of
  /// memory.
  bool set(const Plan &plan, const Block &block, const Complex *matrix, bool forOverlaps, const KernelSet &set);

  /// Units of work (groups or tiles) that the kernel counts.
  size_t numUnits() const;
  void apply(StateView state, size_t begin, size_t end) const;
  void applyBackward(StateView ket, StateView bra, double *overlaps, size_t begin, size_t end) const;

  /// Doubles that applyBackward accumulates, and how they add up to the overlaps of the block's matrix.
  size_t numOverlaps() const;
  void addOverlaps(const double *from, Complex *to) const;

private:
  enum class Form { Dense, Permute, Diagonal };

  void layOutTargets(const Plan &plan, const Block &block);
  void layOutControls(const Block &block);
  bool asPermutation(const Complex *matrix);
  bool fillDense(const Complex *matrix, bool forOverlaps);
  bool fillDiagonal(const Plan &plan, const Block &block, const Complex *matrix, bool forOverlaps);
  void promoteToControls(std::span<const bool> isIdentity);
  bool laneActs(unsigned lane) const { return (lane & lowControlMask_) == lowControlValue_; }
  unsigned denseRow(unsigned h, unsigned lane) const { return highRows_[h] | laneRows_[lane]; }

  const KernelSet *set_ = nullptr;
  Form form_ = Form::Dense;
  unsigned numQubits_ = 0;
  unsigned dim_ = 1;        // of the block's matrix
  unsigned numColumns_ = 1; // columns of a dense row
  unsigned numHigh_ = 0;
  uint64_t highMask_ = 0; // targets above the lanes
  unsigned lowTargets_ = 0;
  unsigned lowControlMask_ = 0, lowControlValue_ = 0;
  uint64_t highControlMask_ = 0, highControlValue_ = 0;
  unsigned laneRows_[minStateSize] = {}; // what each lane contributes to the index of the block's matrix
  unsigned highRows_[Plan::maxDiagonalSize] = {};
  unsigned flips_[minStateSize] = {}; // the subsets of the low targets

  DensePass dense_;
  PermutePass permute_;
  DiagonalPass diagonal_;
  AlignedBuffer coefficients_;
};

} // namespace qml::rt
