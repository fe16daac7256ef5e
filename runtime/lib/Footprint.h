// SPDX-License-Identifier: Apache-2.0
//
// What a block flips and what it reads: two blocks commute if neither flips a parity that the other reads.
#pragma once

#include "qml-runtime/Plan.h"

#include <algorithm>
#include <bit>

namespace qml::rt {

struct Footprint {
  std::vector<uint64_t> flips, signs; // signs: a basis of what is read
  uint64_t flipBits = 0;

  void addFlip(uint64_t flip) {
    flips.push_back(flip);
    flipBits |= flip;
  }
  void addSign(uint64_t sign) {
    for (uint64_t row : signs)
      sign = std::min(sign, sign ^ row);
    if (sign == 0)
      return;
    auto at = std::ranges::lower_bound(signs, sign, std::greater());
    signs.insert(at, sign); // in descending order, so that reducing by each in turn reduces fully
  }
  void add(const Footprint &other) {
    for (uint64_t flip : other.flips)
      if (std::ranges::find(flips, flip) == flips.end())
        addFlip(flip);
    for (uint64_t sign : other.signs)
      addSign(sign);
  }
};

inline Footprint footprintOf(const Plan &plan, const Block &block) {
  Footprint result;
  for (uint32_t i = 0; i < block.numTargets; ++i) {
    const Qubit &target = plan.targets[block.firstTarget + i];
    result.addFlip(target.flip);
    result.addSign(target.sign);
  }
  for (uint32_t i = 0; i < block.numControls; ++i)
    result.addSign(plan.controls[block.firstControl + i].sign);
  for (uint32_t i = 0; i < block.numTerms; ++i)
    result.addSign(plan.terms[block.firstTerm + i].sign);
  return result;
}

inline bool disturbs(const Footprint &a, const Footprint &b) {
  for (uint64_t flip : a.flips)
    for (uint64_t sign : b.signs)
      if (std::popcount(flip & sign) % 2)
        return true;
  return false;
}

inline bool commute(const Footprint &a, const Footprint &b) { return !disturbs(a, b) && !disturbs(b, a); }

} // namespace qml::rt
