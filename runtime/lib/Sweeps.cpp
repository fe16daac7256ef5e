// SPDX-License-Identifier: Apache-2.0
//
// Which blocks share a sweep. Blocks are taken in order, past others with which they commute, as long as the bits that they
// flip fit into a tile.

#include "Footprint.h"
#include "Layout.h"

#include <bit>

namespace qml::rt {

uint64_t gatherBits(uint64_t mask, uint64_t bits) {
  uint64_t result = 0;
  for (unsigned i = 0; bits != 0; bits &= bits - 1, ++i)
    result |= mask & bits & -bits ? uint64_t(1) << i : 0;
  return result;
}

uint64_t spreadBits(uint64_t value, uint64_t bits) {
  uint64_t result = 0;
  for (; bits != 0; bits &= bits - 1, value >>= 1)
    result |= value & 1 ? bits & -bits : 0;
  return result;
}

namespace {

class Sweeper {
public:
  Sweeper(const Plan &plan, unsigned tileBits, unsigned lowBits) : tileBits_(tileBits) {
    for (const Block &block : plan.blocks)
      footprints_.push_back(footprintOf(plan, block));
    for (uint32_t i = 0; i < plan.blocks.size(); ++i)
      left_.push_back(i);
    low_ = (uint64_t(1) << lowBits) - 1;
    all_ = (uint64_t(1) << plan.numQubits) - 1;
  }

  std::vector<SweepBlocks> run() {
    std::vector<SweepBlocks> sweeps;
    while (!left_.empty()) {
      SweepBlocks inPlace = take((uint64_t(1) << tileBits_) - 1), gathered = take(low_);
      SweepBlocks &best = gathered.blocks.size() > inPlace.blocks.size() ? gathered : inPlace;
      if (best.blocks.empty()) // flips more bits than a tile has
        best = {all_, {left_.front()}};
      size_t next = 0;
      std::erase_if(left_, [&](uint32_t block) {
        bool taken = next < best.blocks.size() && best.blocks[next] == block;
        next += taken;
        return taken;
      });
      sweeps.push_back(std::move(best));
    }
    return sweeps;
  }

private:
  static constexpr size_t maxSkipped = 64, window = 8192; // linear time for long circuits

  /// The blocks that a tile with `bits` can take, bits added while there is room.
  SweepBlocks take(uint64_t bits) const {
    SweepBlocks result{bits, {}};
    std::vector<const Footprint *> skipped;
    for (size_t i = 0; i < std::min(left_.size(), window); ++i) {
      const Footprint &footprint = footprints_[left_[i]];
      uint64_t wanted = result.bits | footprint.flipBits;
      bool free = true;
      for (const Footprint *other : skipped)
        free = free && commute(*other, footprint);
      if (free && unsigned(std::popcount(wanted)) <= tileBits_) {
        result.bits = wanted;
        result.blocks.push_back(left_[i]);
        continue;
      }
      skipped.push_back(&footprint);
      if (skipped.size() == maxSkipped)
        break;
    }
    // Room left over lengthens the runs that are copied.
    for (uint64_t bit = 1; unsigned(std::popcount(result.bits)) < tileBits_; bit <<= 1)
      result.bits |= bit;
    return result;
  }

  unsigned tileBits_;
  uint64_t low_, all_;
  std::vector<Footprint> footprints_;
  std::vector<uint32_t> left_;
};

} // namespace

std::vector<SweepBlocks> planSweeps(const Plan &plan, unsigned tileBits, unsigned lowBits) {
  if (tileBits < plan.numQubits)
    return Sweeper(plan, tileBits, lowBits).run();
  SweepBlocks all{(uint64_t(1) << plan.numQubits) - 1, {}};
  for (uint32_t i = 0; i < plan.blocks.size(); ++i)
    all.blocks.push_back(i);
  return {std::move(all)};
}

} // namespace qml::rt
