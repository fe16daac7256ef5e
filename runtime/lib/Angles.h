// SPDX-License-Identifier: Apache-2.0
//
// The values of a plan's angles in one run, with the sine and cosine of their halves: one per angle, or one per row of a batch
// where they hang on slots that differ between rows. A rotation's angle is the sum of its terms'; those of rotations are
// numbered behind the plan's own, in the order of the blocks.
#pragma once

#include "Kernels.h"
#include "Memory.h"
#include "qml-runtime/Simulator.h"

namespace qml::rt {

class AngleValues {
public:
  /// `varies[s]` tells whether slot s differs between rows.
  /// False if there is no memory.
  bool layOut(const Plan &plan, const std::vector<bool> &varies, unsigned numRows);
  /// Computes the values of all angles and terms. Slot s of row r is slots[r * stride + s]; rows that are missing repeat the
  /// last. NonFiniteAngle if one is no number.
  Result bind(const Plan &plan, const double *slots, size_t numGiven, size_t stride);

  /// The number of the angle of `block`, a rotation.
  uint32_t ofRotation(uint32_t block) const { return rotationOf_[block]; }
  double value(uint32_t angle, unsigned row) const { return values_.data()[at(angle, row)]; }
  double sinHalf(uint32_t angle, unsigned row) const { return sines_.data()[at(angle, row)]; }
  double cosHalf(uint32_t angle, unsigned row) const { return cosines_.data()[at(angle, row)]; }
  double term(uint32_t term, unsigned row) const { return terms_[termFirst_[term] + (termVaries_[term] ? row : 0)]; }
  bool angleVaries(uint32_t angle) const { return varies_[angle]; }
  bool termVaries(uint32_t term) const { return termVaries_[term]; }
  unsigned numRows() const { return numRows_; }

private:
  size_t at(uint32_t angle, unsigned row) const { return first_[angle] + (varies_[angle] ? row : 0); }

  struct Rotation {
    uint32_t firstTerm, numTerms;
  };

  unsigned numRows_ = 1;
  size_t numVarying_ = 0; // the first values; those of constant angles follow, and are computed once
  std::vector<bool> varies_, termVaries_;
  std::vector<uint32_t> first_, termFirst_;
  std::vector<Rotation> rotations_;
  std::vector<uint32_t> rotationOf_; // by block
  AlignedBuffer<double> values_, halves_, sines_, cosines_;
  std::vector<double> slots_, terms_; // slots by [slot][row]
};

/// Which slots of `plan`, derived ones included, may differ between rows.
std::vector<bool> slotsThatVary(const Plan &plan, std::span<const uint8_t> flags);

} // namespace qml::rt
