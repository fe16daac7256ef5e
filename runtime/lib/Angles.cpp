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
  varies_.clear(), termVaries_.clear(), termFirst_.clear();
  first_.assign(plan.angles.size(), 0);
  numVarying_ = 0;
  for (size_t i = 0; i < plan.angles.size(); ++i) {
    varies_.push_back(variesByRow(plan.angles[i]));
    if (plan.angles[i].isConstant())
      continue;
    first_[i] = numVarying_;
    numVarying_ += varies_[i] ? numRows : 1;
  }
  constexpr size_t widest = 8; // lanes of a vector of doubles
  numVarying_ = (numVarying_ + widest - 1) / widest * widest;
  size_t numValues = numVarying_;
  for (size_t i = 0; i < plan.angles.size(); ++i)
    if (plan.angles[i].isConstant())
      first_[i] = numValues++;
  for (AlignedBuffer<double> *buffer : {&values_, &halves_, &sines_, &cosines_})
    if (!buffer->reserve(std::max<size_t>(1, numValues)))
      return false;
  std::fill_n(values_.data(), numVarying_, 0.0);
  for (size_t i = 0; i < plan.angles.size(); ++i)
    if (plan.angles[i].isConstant()) {
      values_.data()[first_[i]] = plan.angles[i].offset;
      sines_.data()[first_[i]] = std::sin(plan.angles[i].offset / 2);
      cosines_.data()[first_[i]] = std::cos(plan.angles[i].offset / 2);
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
  if (!finite)
    return Result::NonFiniteAngle;
  for (size_t i = 0; i < numVarying_; ++i)
    halves_.data()[i] = values_.data()[i] / 2;
  kernels<double>().sinCos(halves_.data(), numVarying_, sines_.data(), cosines_.data());
  return Result::Ok;
}

} // namespace qml::rt
