// SPDX-License-Identifier: Apache-2.0
//
// Which blocks share a sweep. Blocks are taken in order, past others with which they commute, as long as the bits that they
// flip fit into a tile. Larger tiles take fewer sweeps, smaller ones are walked faster; longer runs are copied faster, but hold
// bits that no block may flip: the cheapest of some shapes is taken.

#include "Footprint.h"
#include "Layout.h"

#include <bit>
#include <limits>
#include <numeric>

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
  explicit Sweeper(const Plan &plan) : all_((uint64_t(1) << plan.numQubits) - 1) {
    for (const Block &block : plan.blocks)
      footprints_.push_back(footprintOf(plan, block));
  }

  /// The sweeps of the first `numBlocks` blocks.
  SweepPlan run(unsigned tileBits, unsigned lowBits, size_t numBlocks) const {
    SweepPlan result{tileBits, lowBits, {}};
    const uint64_t low = (uint64_t(1) << lowBits) - 1;
    std::vector<uint32_t> left = firstBlocks(numBlocks);
    while (!left.empty()) {
      SweepBlocks inPlace = take(left, (uint64_t(1) << tileBits) - 1, tileBits), gathered = take(left, low, tileBits);
      SweepBlocks &best = gathered.blocks.size() > inPlace.blocks.size() ? gathered : inPlace;
      if (best.blocks.empty()) // flips more bits than a tile has
        best = {all_, {left.front()}};
      size_t next = 0;
      std::erase_if(left, [&](uint32_t block) {
        bool taken = next < best.blocks.size() && best.blocks[next] == block;
        next += taken;
        return taken;
      });
      result.sweeps.push_back(std::move(best));
    }
    return result;
  }

private:
  static constexpr size_t maxSkipped = 64, window = 8192; // linear time for long circuits

  /// The blocks that a tile with `bits` can take, bits added while there is room.
  SweepBlocks take(std::span<const uint32_t> left, uint64_t bits, unsigned tileBits) const {
    SweepBlocks result{bits, {}};
    std::vector<const Footprint *> skipped;
    for (uint32_t block : left.first(std::min(left.size(), window))) {
      const Footprint &footprint = footprints_[block];
      uint64_t wanted = result.bits | footprint.flipBits;
      bool free = true;
      for (const Footprint *other : skipped)
        free = free && commute(*other, footprint);
      if (free && unsigned(std::popcount(wanted)) <= tileBits) {
        result.bits = wanted;
        result.blocks.push_back(block);
        continue;
      }
      skipped.push_back(&footprint);
      if (skipped.size() == maxSkipped)
        break;
    }
    // Room left over lengthens the runs that are copied.
    for (uint64_t bit = 1; unsigned(std::popcount(result.bits)) < tileBits; bit <<= 1)
      result.bits |= bit;
    return result;
  }

  uint64_t all_;
  std::vector<Footprint> footprints_;
};

/// What sweeps take, in passes of one block over a state whose tiles lie in the cache; as measured.
double costOf(const SweepPlan &plan, size_t numBlocks, unsigned numQubits, size_t amplitudeBytes) {
  const double tileBytes = double(amplitudeBytes << plan.tileBits), cacheBytes = double(secondLevelCache());
  const double pass = tileBytes <= cacheBytes / 4 ? 1 : tileBytes <= cacheBytes / 2 ? 1.1 : 1.4;
  double cost = pass * double(numBlocks);
  constexpr size_t cachedState = size_t(1) << 25; // beyond it copies come from memory
  const double copy = amplitudeBytes << numQubits <= cachedState ? 9 : 15;
  for (const SweepBlocks &sweep : plan.sweeps)
    cost += copy * (1 + 384. / double(amplitudeBytes / 2 << std::countr_one(sweep.bits)));
  return cost;
}

} // namespace

SweepPlan planSweeps(const Plan &plan, size_t amplitudeBytes) {
  const size_t numBlocks = plan.blocks.size();
  // Half the cache or less takes the whole state as one tile; threads share larger ones.
  const unsigned most = unsigned(std::bit_width(secondLevelCache() / amplitudeBytes)) - 1;
  if (plan.numQubits < most)
    return planOneSweep(plan, firstBlocks(numBlocks));
  Sweeper sweeper(plan);
  SweepPlan best;
  double least = std::numeric_limits<double>::infinity();
  const size_t sample = std::min<size_t>(numBlocks, 2048);
  for (unsigned tileBits = most - 2; tileBits <= std::min(most, plan.numQubits - 1); ++tileBits)
    for (unsigned lowBits = runBits; lowBits <= runBits + 3; ++lowBits) {
      SweepPlan next = sweeper.run(tileBits, lowBits, sample);
      if (double cost = costOf(next, sample, plan.numQubits, amplitudeBytes); cost < least)
        least = cost, best = std::move(next);
    }
  return sample == numBlocks ? best : sweeper.run(best.tileBits, best.lowBits, numBlocks);
}

std::vector<uint32_t> firstBlocks(size_t count) {
  std::vector<uint32_t> blocks(count);
  std::iota(blocks.begin(), blocks.end(), 0);
  return blocks;
}

SweepPlan planOneSweep(const Plan &plan, std::vector<uint32_t> blocks) {
  return {plan.numQubits, 0, {{(uint64_t(1) << plan.numQubits) - 1, std::move(blocks)}}};
}

} // namespace qml::rt
