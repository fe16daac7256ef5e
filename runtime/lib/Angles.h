// SPDX-License-Identifier: Apache-2.0
//
// Half the angles of a plan, with their sines and cosines: those of its gates, sums of terms, which rotations turn by, and
// the tables of phases that sums of terms come to. All are sums of slots and constants, and lie in one array, so that a run
// computes them in one go: first those that the rows of a batch share, then those of rows, then those that hang on no slot. The
// way back is here too: derivatives by slots.
#pragma once

#include "Kernels.h"
#include "Memory.h"
#include "qml-runtime/Simulator.h"

namespace qml::rt {

/// 2^rank phases, of each row if they differ: number i is the sum of the terms, half their angles, with the signs
/// (-1)^parity(i & position).
struct PhaseTable {
  struct Term {
    uint32_t number; // in the plan
    uint16_t position;
  };
  std::vector<Term> terms;
  unsigned rank = 0;
  bool perRow = false;
};

/// Where the angles of a plan lie, and how they come from slots.
class AngleLayout {
public:
  AngleLayout() = default;
  /// `varies[s]` tells whether slot s differs between rows; `sums` are numbers of terms.
  AngleLayout(const Plan &plan, const std::vector<bool> &varies, unsigned numRows, std::span<const std::vector<uint32_t>> sums,
              std::span<const PhaseTable *const> tables);

  /// The places of an angle of the plan, of a sum and of a table; rows follow each other.
  size_t placeOf(uint32_t angle, unsigned row) const { return angles_[angle].at(row); }
  size_t placeOfSum(uint32_t sum, unsigned row = 0) const { return sums_[sum].at(row); }
  bool sumVaries(uint32_t sum) const { return sums_[sum].varies; }
  size_t placeOfTable(uint32_t table) const { return tables_[table]; }
  size_t numPlaces() const { return base_.size(); }

  size_t placeOfSlot(uint32_t slot, unsigned row) const { return slots_[slot].at(row); }
  bool slotVaries(uint32_t slot) const { return slots_[slot].varies; }
  size_t numSlotValues() const { return numSlotValues_; }
  /// Adds to `gradients` the derivatives by slots, which placeOfSlot() finds there, from those by angles, by place; those by derived
  /// slots are passed on.
  void slotGradients(std::span<const double> byAngle, OwnVector<double> &gradients) const;

private:
  friend class AngleValues;
  /// One number, or one per row.
  struct Place {
    size_t first = 0;
    bool varies = false;
    size_t at(unsigned row) const { return first + (varies ? row : 0); }
  };
  /// The slot adds factor * its value.
  struct Linear {
    double factor;
    uint32_t slot, to;
    bool slotVaries;
  };
  /// Slots in a row, and the place of the first one's value.
  struct Inputs {
    uint32_t first, count;
    size_t place;
  };
  struct Transform {
    size_t first;
    unsigned rank;
  };
  /// What rows share, or what varies: computed apart.
  struct Part {
    size_t first = 0, size = 0;   // places
    size_t firstSum = 0;          // of sums and tables, behind those of single angles
    unsigned rows = 1;
    std::vector<Inputs> inputs;
    std::vector<Linear> derived;  // to slots, in order
    std::vector<Linear> angles;
    std::vector<Transform> transforms; // of tables
    size_t firstDerived = 0, endDerived = 0; // among the slots' values, behind the inputs
  };

  std::vector<Place> slots_, angles_, sums_;
  std::vector<size_t> tables_;
  Part shared_, varying_;
  size_t numSlotValues_ = 0;
  std::vector<double> base_; // what constants come to
  std::vector<double> sines_, cosines_; // of the places behind those of the parts, which are constant
  bool isFinite_ = true;
};

class AngleValues {
public:
  /// What differs from the values of before; where the rows share something else, all does.
  enum class Change { Nothing, Rows, All };

  /// Makes room, and takes the constants; `layout` must stay. NonFiniteAngle if a constant is no number.
  Result layOut(const AngleLayout &layout);
  /// Takes the values of the input slots, of at least one row and no more than are laid out. Slot s of row r is
  /// slots[r * stride + s], that of a slot that rows share slots[s]; rows that are missing repeat the last.
  Change setSlots(const double *slots, size_t numGiven, size_t stride);
  /// Computes what a change has an effect on. NonFiniteAngle if an angle is no number.
  Result evaluate(Change change);

  /// Of a slot that rows share, derived ones too.
  double slot(uint32_t slot) const { return slotValues_[layout_->placeOfSlot(slot, 0)]; }
  double value(uint32_t angle, unsigned row) const { return 2 * halves_.data()[layout_->placeOf(angle, row)]; }
  double sinHalf(uint32_t angle, unsigned row) const { return *sines(layout_->placeOf(angle, row)); }
  double cosHalf(uint32_t angle, unsigned row) const { return *cosines(layout_->placeOf(angle, row)); }
  /// By place.
  const double *sines(size_t place) const { return sines_.data() + place; }
  const double *cosines(size_t place) const { return cosines_.data() + place; }

private:
  bool compute(const AngleLayout::Part &part);
  void setHalves(const AngleLayout::Part &part, bool reduced);

  const AngleLayout *layout_ = nullptr;
  OwnVector<double> slotValues_;
  AlignedBuffer<double> halves_, sines_, cosines_;
};

/// Which slots of `plan`, derived ones included, may differ between rows.
std::vector<bool> slotsThatVary(const Plan &plan, std::span<const uint8_t> flags);

} // namespace qml::rt
