// SPDX-License-Identifier: Apache-2.0
//
// Slots to angles, and derivatives by angles to derivatives by slots.

#include "Angles.h"

#include <array>
#include <bit>
#include <cmath>

namespace qml::rt {

std::vector<bool> slotsThatVary(const Plan &plan, std::span<const uint8_t> flags) {
  std::vector<bool> varies(plan.numSlots(), true);
  for (unsigned slot = 0; slot < plan.numInputSlots; ++slot)
    varies[slot] = flags.empty() || !(flags[slot] & SlotRows::shared);
  for (size_t d = 0; d < plan.derivedSlots.size(); ++d)
    varies[plan.numInputSlots + d] = std::ranges::any_of(plan.derivedSlots[d].terms, [&](auto term) { return varies[term.first]; });
  return varies;
}

Result AngleValues::layOut(const Plan &plan, const std::vector<bool> &varies, unsigned numRows) {
  *this = {};
  numRows_ = numRows;
  numInputs_ = plan.numInputSlots;
  auto slotVaries = [&](uint32_t slot) { return numRows > 1 && varies[slot]; };
  auto angleVaries = [&](const Angle &angle) { return !angle.isConstant() && slotVaries(angle.slot); };
  // Numbers for `places`, shared ones first; varying ones begin on a multiple of `alignment`.
  auto number = [&](std::vector<Place> &places, size_t alignment, const std::vector<bool> &skip) {
    std::array<size_t, 2> ends = {};
    for (bool varying : {false, true}) {
      size_t next = varying ? ends[0] : 0;
      for (size_t i = 0; i < places.size(); ++i)
        if (places[i].varies == varying && (skip.empty() || !skip[i])) {
          places[i].first = next;
          next += varying ? numRows : 1;
        }
      ends[varying] = (next + alignment - 1) / alignment * alignment;
    }
    return ends;
  };
  for (uint32_t slot = 0; slot < plan.numSlots(); ++slot) {
    slots_.push_back({0, slotVaries(slot)});
    (slot < numInputs_ ? inputs_ : derived_).of(slotVaries(slot)).push_back(slot);
  }
  slotValues_.resize(number(slots_, 1, {})[1]);
  for (const PhaseTerm &term : plan.terms)
    terms_.push_back({0, angleVaries(term.angle)});
  termValues_.resize(number(terms_, 1, {})[1]);
  auto addLinear = [&](const Angle &angle, const Place &place, Parts<Linear> &to) {
    to.of(place.varies).push_back({angle.offset, angle.scale, slots_[angle.slot].first, place.first});
  };
  bool finite = true;
  for (size_t i = 0; i < plan.terms.size(); ++i)
    if (const Angle &angle = plan.terms[i].angle; !angle.isConstant()) {
      addLinear(angle, terms_[i], linearTerms_);
    } else {
      termValues_[terms_[i].first] = angle.offset;
      finite = finite && std::isfinite(angle.offset);
    }
  std::vector<bool> isConstant;
  for (const Angle &angle : plan.angles) {
    angles_.push_back({0, angleVaries(angle)});
    isConstant.push_back(angle.isConstant());
  }
  rotationOf_.assign(plan.blocks.size(), 0);
  for (size_t b = 0; b < plan.blocks.size(); ++b) {
    const Block &block = plan.blocks[b];
    if (block.form != BlockForm::Rotation)
      continue;
    auto terms = std::span(plan.terms).subspan(block.firstTerm, block.numTerms);
    rotationOf_[b] = angles_.size();
    angles_.push_back({0, std::ranges::any_of(terms, angleVaries, &PhaseTerm::angle)});
    isConstant.push_back(std::ranges::all_of(terms, &Angle::isConstant, &PhaseTerm::angle));
    if (!isConstant.back())
      rotations_.of(angles_.back().varies).push_back({rotationOf_[b], block.firstTerm, block.numTerms});
  }
  constexpr size_t widest = 8; // lanes of a vector of doubles
  auto ends = number(angles_, widest, isConstant);
  numShared_ = ends[0], numVarying_ = ends[1] - ends[0];
  const size_t total = std::max<size_t>(1, ends[1] + std::ranges::count(isConstant, true));
  for (AlignedBuffer<double> *buffer : {&values_, &halves_, &sines_, &cosines_})
    if (!buffer->reserve(total))
      return Result::OutOfMemory;
  std::fill_n(values_.data(), ends[1], 0.0);
  auto setConstant = [&](size_t i, double value) {
    finite = finite && std::isfinite(value);
    angles_[i].first = ends[1]++;
    values_.data()[angles_[i].first] = value;
    sines_.data()[angles_[i].first] = std::sin(value / 2);
    cosines_.data()[angles_[i].first] = std::cos(value / 2);
  };
  for (size_t i = 0; i < plan.angles.size(); ++i)
    if (isConstant[i])
      setConstant(i, plan.angles[i].offset);
    else
      addLinear(plan.angles[i], angles_[i], linearAngles_);
  for (size_t b = 0; b < plan.blocks.size(); ++b) {
    const Block &block = plan.blocks[b];
    if (block.form != BlockForm::Rotation || !isConstant[rotationOf_[b]])
      continue;
    double value = 0;
    for (const PhaseTerm &term : std::span(plan.terms).subspan(block.firstTerm, block.numTerms))
      value += term.angle.offset;
    setConstant(rotationOf_[b], value);
  }
  return finite ? Result::Ok : Result::NonFiniteAngle;
}

AngleValues::Change AngleValues::setSlots(const double *slots, size_t numGiven, size_t stride) {
  uint64_t sharedChange = 0, rowChange = 0; // bits that differ
  auto set = [this](size_t place, double value, uint64_t &change) {
    change |= std::bit_cast<uint64_t>(slotValues_[place]) ^ std::bit_cast<uint64_t>(value);
    slotValues_[place] = value;
  };
  for (uint32_t slot : inputs_.shared)
    set(slots_[slot].first, slots[slot], sharedChange);
  for (size_t row = 0; row < numRows_ && !inputs_.varying.empty(); ++row) {
    const double *from = slots + std::min(row, numGiven - 1) * stride;
    for (uint32_t slot : inputs_.varying)
      set(slots_[slot].first + row, from[slot], rowChange);
  }
  return sharedChange ? Change::All : rowChange ? Change::Rows : Change::Nothing;
}

Result AngleValues::evaluate(const Plan &plan, Change change) {
  const bool finite = (change == Change::Rows || compute(plan, false)) && compute(plan, true);
  return finite ? Result::Ok : Result::NonFiniteAngle;
}

/// The values that vary between rows, or those that do not; whether they are finite.
bool AngleValues::compute(const Plan &plan, bool varying) {
  const size_t rows = varying ? numRows_ : 1;
  for (uint32_t slot : derived_.of(varying))
    for (size_t row = 0; row < rows; ++row) {
      double sum = 0;
      for (auto [source, factor] : plan.derivedSlots[slot - numInputs_].terms)
        sum += factor * slotValues_[slots_[source].at(row)];
      slotValues_[slots_[slot].first + row] = sum;
    }
  // The top bit is set by an exponent of ones.
  uint64_t nonFinite = 0;
  auto check = [&](double value) {
    constexpr uint64_t exponent = 0x7ff0'0000'0000'0000, one = 0x0010'0000'0000'0000;
    nonFinite |= (std::bit_cast<uint64_t>(value) & exponent) + one;
  };
  auto evaluate = [&](const std::vector<Linear> &all, double *out) {
    const double *slots = slotValues_.data();
    for (const Linear &linear : all)
      for (size_t row = 0; row < rows; ++row) {
        const double value = linear.offset + linear.scale * slots[linear.slot + row];
        out[linear.to + row] = value;
        check(value);
      }
  };
  evaluate(linearTerms_.of(varying), termValues_.data());
  evaluate(linearAngles_.of(varying), values_.data());
  for (const Rotation &rotation : rotations_.of(varying)) {
    double *to = values_.data() + angles_[rotation.angle].first;
    for (size_t row = 0; row < rows; ++row) {
      double sum = termValues_[terms_[rotation.firstTerm].at(row)];
      for (uint32_t t = rotation.firstTerm + 1; t < rotation.firstTerm + rotation.numTerms; ++t)
        sum += termValues_[terms_[t].at(row)];
      to[row] = sum;
    }
  }
  if (nonFinite >> 63)
    return false;
  const size_t first = varying ? numShared_ : 0, count = varying ? numVarying_ : numShared_;
  const double *values = values_.data();
  double *halves = halves_.data();
  for (size_t i = first; i < first + count; ++i)
    halves[i] = values[i] / 2;
  kernels<double>().sinCos(halves_.data() + first, count, sines_.data() + first, cosines_.data() + first);
  return true;
}

void AngleValues::slotGradients(const Plan &plan, std::span<const double> byAngle, std::span<const double> byTerm,
                                std::vector<double> &gradients) const {
  gradients.assign(slotValues_.size(), 0);
  auto add = [&](const std::vector<Linear> &all, std::span<const double> from, size_t rows) {
    for (const Linear &linear : all)
      for (size_t row = 0; row < rows; ++row)
        gradients[linear.slot + row] += linear.scale * from[linear.to + row];
  };
  add(linearAngles_.shared, byAngle, 1);
  add(linearAngles_.varying, byAngle, numRows_);
  add(linearTerms_.shared, byTerm, 1);
  add(linearTerms_.varying, byTerm, numRows_);
  for (uint32_t slot = plan.numSlots(); slot-- > numInputs_;)
    for (auto [source, factor] : plan.derivedSlots[slot - numInputs_].terms)
      for (size_t row = 0; row < (slots_[slot].varies ? numRows_ : 1); ++row)
        gradients[slots_[source].at(row)] += factor * gradients[slots_[slot].first + row];
}

} // namespace qml::rt
