// SPDX-License-Identifier: Apache-2.0
//
// Slots to angles.

#include "Angles.h"

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

bool AngleValues::layOut(const Plan &plan, const std::vector<bool> &varies, unsigned numRows) {
  numRows_ = numRows;
  auto variesByRow = [&](const Angle &angle) { return numRows > 1 && !angle.isConstant() && varies[angle.slot]; };
  rotations_.clear(), rotationOf_.assign(plan.blocks.size(), 0);
  varies_.clear(), termVaries_.clear(), termFirst_.clear(), first_.clear();
  // What is constant comes last, and is computed once.
  std::vector<bool> isConstant;
  numVarying_ = 0;
  auto add = [&](bool varies, bool constant) {
    varies_.push_back(varies);
    isConstant.push_back(constant);
    first_.push_back(numVarying_);
    numVarying_ += constant ? 0 : varies ? numRows : 1;
  };
  for (const Angle &angle : plan.angles)
    add(variesByRow(angle), angle.isConstant());
  for (size_t b = 0; b < plan.blocks.size(); ++b) {
    const Block &block = plan.blocks[b];
    if (block.form != BlockForm::Rotation)
      continue;
    rotationOf_[b] = varies_.size();
    rotations_.push_back({block.firstTerm, block.numTerms});
    auto terms = std::span(plan.terms).subspan(block.firstTerm, block.numTerms);
    add(std::ranges::any_of(terms, variesByRow, &PhaseTerm::angle), std::ranges::all_of(terms, &Angle::isConstant, &PhaseTerm::angle));
  }
  constexpr size_t widest = 8; // lanes of a vector of doubles
  numVarying_ = (numVarying_ + widest - 1) / widest * widest;
  const size_t numConstant = std::ranges::count(isConstant, true);
  for (AlignedBuffer<double> *buffer : {&values_, &halves_, &sines_, &cosines_})
    if (!buffer->reserve(std::max<size_t>(1, numVarying_ + numConstant)))
      return false;
  std::fill_n(values_.data(), numVarying_, 0.0);
  size_t constants = numVarying_;
  for (size_t i = 0; i < first_.size(); ++i) {
    if (!isConstant[i])
      continue;
    first_[i] = constants++;
    double value = 0;
    if (i < plan.angles.size())
      value = plan.angles[i].offset;
    else
      for (const PhaseTerm &term : std::span(plan.terms).subspan(rotations_[i - plan.angles.size()].firstTerm, rotations_[i - plan.angles.size()].numTerms))
        value += term.angle.offset;
    values_.data()[first_[i]] = value;
    sines_.data()[first_[i]] = std::sin(value / 2);
    cosines_.data()[first_[i]] = std::cos(value / 2);
  }
  size_t numTerms = 0;
  for (const PhaseTerm &term : plan.terms) {
    termVaries_.push_back(variesByRow(term.angle));
    termFirst_.push_back(numTerms);
    numTerms += termVaries_.back() ? numRows : 1;
  }
  terms_.resize(numTerms);
  slots_.resize(size_t(plan.numSlots()) * numRows);
  return true;
}

Result AngleValues::bind(const Plan &plan, const double *slots, size_t numGiven, size_t stride) {
  for (size_t row = 0; row < numRows_; ++row) {
    const double *from = slots + std::min(row, numGiven - 1) * stride;
    for (size_t slot = 0; slot < plan.numInputSlots; ++slot)
      slots_[slot * numRows_ + row] = from[slot];
  }
  for (size_t d = 0; d < plan.derivedSlots.size(); ++d)
    for (size_t row = 0; row < numRows_; ++row) {
      double sum = 0;
      for (auto [source, factor] : plan.derivedSlots[d].terms)
        sum += factor * slots_[source * numRows_ + row];
      slots_[(plan.numInputSlots + d) * numRows_ + row] = sum;
    }
  bool finite = true;
  auto evaluate = [&](const Angle &angle, bool varies, double *out) {
    for (size_t row = 0; row < (varies ? numRows_ : 1); ++row) {
      out[row] = angle.isConstant() ? angle.offset : angle.offset + angle.scale * slots_[angle.slot * numRows_ + row];
      finite = finite && std::isfinite(out[row]);
    }
  };
  for (size_t i = 0; i < plan.angles.size(); ++i)
    evaluate(plan.angles[i], varies_[i], values_.data() + first_[i]);
  for (size_t i = 0; i < plan.terms.size(); ++i)
    evaluate(plan.terms[i].angle, termVaries_[i], terms_.data() + termFirst_[i]);
  for (size_t r = 0; r < rotations_.size(); ++r) {
    const size_t i = plan.angles.size() + r;
    if (first_[i] >= numVarying_)
      continue;
    for (size_t row = 0; row < (varies_[i] ? numRows_ : 1); ++row) {
      double sum = 0;
      for (uint32_t t = rotations_[r].firstTerm; t < rotations_[r].firstTerm + rotations_[r].numTerms; ++t)
        sum += term(t, row);
      values_.data()[first_[i] + row] = sum;
    }
  }
  if (!finite)
    return Result::NonFiniteAngle;
  for (size_t i = 0; i < numVarying_; ++i)
    halves_.data()[i] = values_.data()[i] / 2;
  kernels<double>().sinCos(halves_.data(), numVarying_, sines_.data(), cosines_.data());
  return Result::Ok;
}

} // namespace qml::rt
