// SPDX-License-Identifier: Apache-2.0
//
// The values of a plan's angles in one run, with the sine and cosine of their halves: one per angle, or one per row of a batch
// where they hang on slots that differ between rows. A rotation's angle is the sum of its terms'; those of rotations are
// numbered behind the plan's own, in the order of the blocks. The way back is here too: derivatives by slots.
#pragma once

#include "Kernels.h"
#include "Memory.h"
#include "qml-runtime/Simulator.h"

namespace qml::rt {

class AngleValues {
public:
  /// What differs from the values of before; where the rows share something else, all does.
  enum class Change { Nothing, Rows, All };

  /// `varies[s]` tells whether slot s differs between rows. NonFiniteAngle if a constant is no number.
  Result layOut(const Plan &plan, const std::vector<bool> &varies, unsigned numRows);
  /// Takes the values of the input slots. Slot s of row r is slots[r * stride + s], that of a slot that rows share slots[s]; rows
  /// that are missing repeat the last.
  Change setSlots(const double *slots, size_t numGiven, size_t stride);
  /// Computes the angles and terms that a change has an effect on. NonFiniteAngle if one is no number.
  Result evaluate(const Plan &plan, Change change);

  /// The number of the angle of `block`, a rotation.
  uint32_t ofRotation(uint32_t block) const { return rotationOf_[block]; }
  double value(uint32_t angle, unsigned row) const { return values_.data()[angles_[angle].at(row)]; }
  double sinHalf(uint32_t angle, unsigned row) const { return sines_.data()[angles_[angle].at(row)]; }
  double cosHalf(uint32_t angle, unsigned row) const { return cosines_.data()[angles_[angle].at(row)]; }
  /// Of all rows where the angle varies.
  const double *sinHalves(uint32_t angle) const { return sines_.data() + angles_[angle].first; }
  const double *cosHalves(uint32_t angle) const { return cosines_.data() + angles_[angle].first; }
  const double *term(uint32_t term) const { return termValues_.data() + terms_[term].first; }

  /// Where the derivative by an angle or a term of a row lies in the arrays of derivatives, and their sizes.
  size_t placeOfAngle(uint32_t angle, unsigned row) const { return angles_[angle].at(row); }
  size_t placeOfTerm(uint32_t term, unsigned row) const { return terms_[term].at(row); }
  size_t numAnglePlaces() const { return values_.size(); }
  size_t numTermPlaces() const { return termValues_.size(); }
  /// Sets `gradients` to the derivatives by slots, which `at(slot, row)` finds there; those by derived slots are passed on.
  void slotGradients(const Plan &plan, std::span<const double> byAngle, std::span<const double> byTerm, std::vector<double> &gradients) const;
  size_t placeOfSlot(uint32_t slot, unsigned row) const { return slots_[slot].at(row); }
  bool slotVaries(uint32_t slot) const { return slots_[slot].varies; }

private:
  /// One number, or one per row.
  struct Place {
    uint32_t first = 0;
    bool varies = false;
    size_t at(unsigned row) const { return first + (varies ? row : 0); }
  };
  /// offset + scale * slot, of one row or of all.
  struct Linear {
    double offset, scale;
    uint32_t slot, to;
  };
  struct Rotation {
    uint32_t angle, firstTerm, numTerms;
  };
  /// What is shared comes first and is computed apart from what varies.
  template <typename T> struct Parts {
    std::vector<T> shared, varying;
    std::vector<T> &of(bool varies) { return varies ? varying : shared; }
  };

  bool compute(const Plan &plan, bool varying);

  unsigned numRows_ = 1;
  unsigned numInputs_ = 0;
  size_t numShared_ = 0, numVarying_ = 0; // values of angles; those of constant ones follow, and are computed once
  std::vector<Place> slots_, terms_, angles_;
  std::vector<uint32_t> rotationOf_; // by block
  Parts<uint32_t> inputs_, derived_; // slots
  Parts<Linear> linearAngles_, linearTerms_;
  Parts<Rotation> rotations_;
  std::vector<double> slotValues_, termValues_;
  AlignedBuffer<double> values_, halves_, sines_, cosines_;
};

/// Which slots of `plan`, derived ones included, may differ between rows.
std::vector<bool> slotsThatVary(const Plan &plan, std::span<const uint8_t> flags);

} // namespace qml::rt
