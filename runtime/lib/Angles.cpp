// SPDX-License-Identifier: Apache-2.0
//
// Slots to angles, and derivatives by angles to derivatives by slots.

#include "Angles.h"

#include "Layout.h"

#include <bit>
#include <cassert>
#include <cmath>
#include <ranges>
#include <utility>

namespace qml::rt {

/// `x` but for whole turns where it is so large that a sum would lose the other angles in it.
static double reducedAngle(double x) { return std::abs(x) < largeAngle ? x : std::atan2(std::sin(x), std::cos(x)); }

std::vector<bool> slotsThatVary(const Plan &plan, std::span<const uint8_t> flags) {
  std::vector<bool> varies(plan.numSlots(), true);
  for (unsigned slot = 0; slot < plan.numInputSlots; ++slot)
    varies[slot] = flags.empty() || !(flags[slot] & SlotRows::shared);
  for (size_t d = 0; d < plan.derivedSlots.size(); ++d)
    varies[plan.numInputSlots + d] = std::ranges::any_of(plan.derivedSlots[d].terms, [&](auto term) { return varies[term.first]; });
  return varies;
}

AngleLayout::AngleLayout(const Plan &plan, const std::vector<bool> &varies, unsigned numRows, std::span<const std::vector<uint32_t>> sums,
                         std::span<const PhaseTable *const> tables) {
  enum class Kind { Shared, Varying, Constant };
  constexpr size_t widest = 8; // lanes of a vector of doubles
  auto aligned = [](size_t size) { return (size + widest - 1) / widest * widest; };
  auto slotVaries = [&](uint32_t slot) { return numRows > 1 && varies[slot]; };
  auto kindOf = [&](const Angle &angle) {
    return angle.isConstant() ? Kind::Constant : slotVaries(angle.slot) ? Kind::Varying : Kind::Shared;
  };
  auto together = [](Kind a, Kind b) { return a == Kind::Constant ? b : b == Kind::Constant ? a : std::max(a, b); };
  varying_.rows = numRows;

  // Slots: of each part the inputs first.
  slots_.resize(plan.numSlots());
  for (Part *part : {&shared_, &varying_}) {
    part->firstDerived = numSlotValues_;
    for (uint32_t slot = 0; slot < plan.numSlots(); ++slot) {
      if (slotVaries(slot) != (part == &varying_))
        continue;
      slots_[slot] = {numSlotValues_, part == &varying_};
      numSlotValues_ += part->rows;
      if (slot >= plan.numInputSlots) {
        for (auto [source, factor] : plan.derivedSlots[slot - plan.numInputSlots].terms)
          part->derived.push_back({factor, uint32_t(slots_[source].first), uint32_t(slots_[slot].first), slots_[source].varies});
        continue;
      }
      part->firstDerived = numSlotValues_;
      if (part->inputs.empty() || part->inputs.back().first + part->inputs.back().count != slot)
        part->inputs.push_back({slot, 0, slots_[slot].first});
      ++part->inputs.back().count;
    }
    part->endDerived = numSlotValues_;
  }

  std::vector<Kind> angleKinds, sumKinds, tableKinds;
  for (const Angle &angle : plan.angles)
    angleKinds.push_back(kindOf(angle));
  for (const std::vector<uint32_t> &sum : sums) {
    Kind kind = Kind::Constant;
    for (uint32_t term : sum)
      kind = together(kind, kindOf(plan.terms[term].angle));
    sumKinds.push_back(kind);
  }
  for (const PhaseTable *table : tables) {
    Kind kind = Kind::Constant;
    for (PhaseTable::Term term : table->terms)
      kind = together(kind, kindOf(plan.terms[term.number].angle));
    tableKinds.push_back(kind);
  }

  angles_.resize(plan.angles.size());
  sums_.resize(sums.size());
  tables_.resize(tables.size());
  // Half of `angle` with its places from `to` on.
  auto add = [&](const Angle &angle, double offset, Kind kind, size_t to) {
    Part &part = kind == Kind::Varying ? varying_ : shared_;
    for (size_t row = 0; row < (kind == Kind::Varying ? numRows : 1); ++row)
      base_[to + row] += offset;
    isFinite_ = isFinite_ && std::isfinite(angle.offset);
    if (!angle.isConstant())
      part.angles.push_back({angle.scale / 2, uint32_t(slots_[angle.slot].first), uint32_t(to), slots_[angle.slot].varies});
  };
  auto addTerm = [&](uint32_t term, Kind kind, size_t to) {
    const Angle &angle = plan.terms[term].angle;
    add(angle, reducedAngle(angle.offset / 2), kind, to);
  };
  size_t next = 0;
  for (Kind kind : {Kind::Shared, Kind::Varying, Kind::Constant}) {
    Part *part = kind == Kind::Shared ? &shared_ : kind == Kind::Varying ? &varying_ : nullptr;
    const size_t first = next, rows = kind == Kind::Varying ? numRows : 1;
    auto room = [&](size_t size) {
      base_.resize(next + size);
      return std::exchange(next, next + size);
    };
    for (size_t i = 0; i < plan.angles.size(); ++i)
      if (angleKinds[i] == kind) {
        angles_[i] = {room(rows), kind == Kind::Varying};
        add(plan.angles[i], plan.angles[i].offset / 2, kind, angles_[i].first);
      }
    if (part)
      part->firstSum = next;
    for (size_t i = 0; i < sums.size(); ++i)
      if (sumKinds[i] == kind) {
        sums_[i] = {room(rows), kind == Kind::Varying};
        for (uint32_t term : sums[i])
          addTerm(term, kind, sums_[i].first);
      }
    room(aligned(next) - next);
    for (size_t i = 0; i < tables.size(); ++i)
      if (tableKinds[i] == kind) {
        const size_t place = tables_[i] = room(aligned(rows << tables[i]->rank));
        for (PhaseTable::Term term : tables[i]->terms)
          addTerm(term.number, kind, place + term.position * rows);
        if (part)
          part->transforms.push_back({place, tables[i]->rank});
        else
          walshHadamard(base_.data() + place, tables[i]->rank, 1);
      }
    if (part)
      part->first = first, part->size = next - first;
  }
  for (double half : std::span(base_).subspan(varying_.first + varying_.size)) {
    auto [sine, cosine] = exactSinCos(half); // once: as exact as can be
    sines_.push_back(sine);
    cosines_.push_back(cosine);
  }
}

void AngleLayout::slotGradients(std::span<const double> byAngle, OwnVector<double> &gradients) const {
  for (const Part *part : {&varying_, &shared_}) {
    for (const Linear &linear : part->angles)
      for (size_t row = 0; row < part->rows; ++row)
        gradients[linear.slot + (linear.slotVaries ? row : 0)] += 2 * linear.factor * byAngle[linear.to + row];
  }
  for (const Part *part : {&varying_, &shared_})
    for (const Linear &linear : std::views::reverse(part->derived))
      for (size_t row = 0; row < part->rows; ++row)
        gradients[linear.slot + (linear.slotVaries ? row : 0)] += linear.factor * gradients[linear.to + row];
}

Result AngleValues::layOut(const AngleLayout &layout) {
  layout_ = &layout;
  for (AlignedBuffer<double> *buffer : {&halves_, &sines_, &cosines_})
    if (!buffer->reserve(std::max<size_t>(1, layout.numPlaces())))
      return Result::OutOfMemory;
  slotValues_.assign(layout.numSlotValues_, 0);
  const size_t firstConstant = layout.numPlaces() - layout.sines_.size();
  std::ranges::copy(layout.base_, halves_.data());
  std::ranges::copy(layout.sines_, sines_.data() + firstConstant);
  std::ranges::copy(layout.cosines_, cosines_.data() + firstConstant);
  return layout.isFinite_ ? Result::Ok : Result::NonFiniteAngle;
}

AngleValues::Change AngleValues::setSlots(const double *slots, size_t numGiven, size_t stride) {
  uint64_t sharedChange = 0, rowChange = 0; // bits that differ
  auto set = [](double &place, double value, uint64_t &change) {
    change |= std::bit_cast<uint64_t>(place) ^ std::bit_cast<uint64_t>(value);
    place = value;
  };
  double *values = slotValues_.data();
  for (AngleLayout::Inputs run : layout_->shared_.inputs)
    for (uint32_t i = 0; i < run.count; ++i)
      set(values[run.place + i], slots[run.first + i], sharedChange);
  const size_t rows = layout_->varying_.rows;
  assert(numGiven >= 1 && numGiven <= rows);
  for (AngleLayout::Inputs run : layout_->varying_.inputs)
    for (uint32_t i = 0; i < run.count; ++i) {
      double *to = values + run.place + i * rows;
      const double *from = slots + run.first + i;
      for (size_t row = 0; row < numGiven; ++row)
        set(to[row], from[row * stride], rowChange);
      for (size_t row = numGiven; row < rows; ++row)
        set(to[row], to[numGiven - 1], rowChange);
    }
  return sharedChange ? Change::All : rowChange ? Change::Rows : Change::Nothing;
}

Result AngleValues::evaluate(Change change) {
  const bool finite = (change == Change::Rows || compute(layout_->shared_)) && compute(layout_->varying_);
  return finite ? Result::Ok : Result::NonFiniteAngle;
}

/// What a part's angles come to; those that are summed, if `reduced`, but for whole turns.
void AngleValues::setHalves(const AngleLayout::Part &part, bool reduced) {
  auto add = [](std::span<const AngleLayout::Linear> all, auto rows, const double *from, double *to) {
    for (const AngleLayout::Linear &linear : all)
      for (size_t row = 0; row < rows; ++row)
        to[linear.to + row] += linear.factor * from[linear.slot + (linear.slotVaries ? row : 0)];
  };
  auto addAll = [&](std::span<const AngleLayout::Linear> all, const double *from, double *to) {
    part.rows == 1 ? add(all, std::integral_constant<size_t, 1>(), from, to) : add(all, size_t(part.rows), from, to);
  };
  double *slots = slotValues_.data(), *halves = halves_.data();
  std::fill(slots + part.firstDerived, slots + part.endDerived, 0.0);
  addAll(part.derived, slots, slots);
  std::copy_n(layout_->base_.data() + part.first, part.size, halves + part.first);
  if (reduced) {
    for (const AngleLayout::Linear &linear : part.angles)
      for (size_t row = 0; row < part.rows; ++row) {
        const double half = linear.factor * slots[linear.slot + (linear.slotVaries ? row : 0)];
        halves[linear.to + row] += linear.to < part.firstSum ? half : reducedAngle(half);
      }
  } else {
    addAll(part.angles, slots, halves);
  }
  // The sums of a table's terms with the signs that each phase's number gives them are a Walsh-Hadamard transform.
  for (const AngleLayout::Transform &table : part.transforms)
    walshHadamard(halves + table.first, table.rank, part.rows);
}

/// Whether all angles are finite.
bool AngleValues::compute(const AngleLayout::Part &part) {
  auto sinCos = [&] {
    return kernels<double>().sinCos(halves_.data() + part.first, part.size, sines_.data() + part.first, cosines_.data() + part.first);
  };
  setHalves(part, false);
  AngleRange range = sinCos();
  if (range != AngleRange::Small && part.firstSum < part.first + part.size) { // beside a large angle a sum loses the others
    setHalves(part, true);
    range = sinCos();
  }
  return range != AngleRange::NotFinite;
}

} // namespace qml::rt
