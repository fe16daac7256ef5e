// SPDX-License-Identifier: Apache-2.0
//
// Which blocks share a sweep. Blocks are taken in order, past others with which they commute, as long as the bits that they
// flip fit into a tile. Larger tiles take fewer sweeps, smaller ones are walked faster; longer runs are copied faster, but hold
// bits that no block may flip: the cheapest of some shapes is taken.

#include "Sweeps.h"

#include "Footprint.h"
#include "Layout.h"

#include <bit>
#include <bitset>
#include <cmath>
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

/// Finds the sweeps of a plan's first blocks.
class Sweeper {
public:
  Sweeper(const Plan &plan, size_t numBlocks, size_t amplitudeBytes);
  /// Takes what does most for its cost, sweep by sweep.
  SweepPlan takeBest(unsigned tileBits) const;
  /// Sweeps that cost less than `best`, if some tries find them.
  void search(unsigned tileBits, SweepPlan &best) const;

private:
  static constexpr size_t window = 256; // units from the first that is left: linear time for long circuits
  using Units = std::bitset<window>;    // by number modulo `window`

  /// What is taken as one: a block, or a single term of one with phases, for rotations of a few qubits wait for few terms.
  struct Unit {
    uint32_t block;
    uint32_t term;
    bool isTerm;
    uint64_t flipBits;
    Units needs; // with which of the units before it does not commute
  };
  struct Taken {
    std::vector<uint32_t> units;
    SweepBlocks blocks;
    double cost = 0, gain = 0;
  };
  /// On the way through a plan.
  struct Progress {
    explicit Progress(const Sweeper &sweeper) : isDone(sweeper.units_.size(), false), zeros(sweeper.all_) {}
    std::vector<bool> isDone;
    size_t first = 0;
    uint64_t zeros;
  };
  struct Search {
    unsigned tileBits;
    SweepPlan &best;
    SweepPlan now;
    size_t triesLeft;
  };

  bool isAtEnd(Progress &progress) const {
    while (progress.first < units_.size() && progress.isDone[progress.first])
      ++progress.first;
    return progress.first == units_.size();
  }
  Taken take(const Progress &progress, unsigned lowBits, unsigned tileBits) const;
  std::vector<Taken> choices(const Progress &progress, unsigned tileBits) const;
  void mark(Progress &progress, const Taken &taken, bool isDone) const {
    for (uint32_t unit : taken.units)
      progress.isDone[unit] = isDone;
  }
  void tryAll(Search &search, Progress progress) const;
  double passesOf(const Taken &taken) const;
  double costOf(const Taken &taken, unsigned tileBits) const;

  const Plan &plan_;
  const uint64_t all_;
  const size_t amplitudeBytes_;
  std::vector<Unit> units_;
};

Sweeper::Sweeper(const Plan &plan, size_t numBlocks, size_t amplitudeBytes)
    : plan_(plan), all_((uint64_t(1) << plan.numQubits) - 1), amplitudeBytes_(amplitudeBytes) {
  std::vector<Footprint> footprints;
  for (uint32_t number = 0; number < numBlocks; ++number) {
    const Block &block = plan.blocks[number];
    if (block.form != BlockForm::Phases) {
      footprints.push_back(footprintOf(plan, block));
      units_.push_back({number, 0, false, footprints.back().flipBits, {}});
      continue;
    }
    for (uint32_t term = block.firstTerm; term < block.firstTerm + block.numTerms; ++term) {
      footprints.emplace_back().addSign(plan.terms[term].sign);
      units_.push_back({number, term, true, 0, {}});
    }
  }
  for (size_t i = 0; i < units_.size(); ++i)
    for (size_t j = i < window ? 0 : i - window + 1; j < i; ++j)
      units_[i].needs[j % window] = !commute(footprints[i], footprints[j]);
}

/// The units that a tile with the lowest `lowBits` can take, bits added while there is room.
Sweeper::Taken Sweeper::take(const Progress &progress, unsigned lowBits, unsigned tileBits) const {
  Taken result;
  SweepBlocks &sweep = result.blocks;
  sweep.bits = (uint64_t(1) << lowBits) - 1;
  Units skipped;
  for (size_t i = progress.first; i < std::min(units_.size(), progress.first + window); ++i) {
    if (progress.isDone[i])
      continue;
    const Unit &unit = units_[i];
    const uint64_t wanted = sweep.bits | unit.flipBits;
    if ((unit.needs & skipped).any() || unsigned(std::popcount(wanted)) > tileBits) {
      skipped.set(i % window);
      continue;
    }
    sweep.bits = wanted;
    sweep.flips |= unit.flipBits;
    if (!unit.isTerm || sweep.blocks.empty() || sweep.blocks.back().block != unit.block)
      sweep.blocks.push_back({unit.block, {}});
    if (unit.isTerm)
      sweep.blocks.back().terms.push_back(unit.term);
    result.units.push_back(uint32_t(i));
    result.gain += unit.isTerm ? 0.4 : 1;
  }
  // Room left over lengthens the runs that are copied.
  for (uint64_t bit = 1; unsigned(std::popcount(sweep.bits)) < tileBits; bit <<= 1)
    sweep.bits |= bit;
  return result;
}

/// Passes over tiles, however many rotations each has. A table of phases takes two thirds of one.
double Sweeper::passesOf(const Taken &taken) const {
  double passes = 0;
  auto isPerRow = [](uint32_t) { return false; };
  for (const auto &group : groupRotations(plan_, taken.blocks.blocks, isPerRow, 32))
    passes += group.front().terms.empty() ? double((group.size() + 3) / 4) : 0.65;
  return passes;
}

/// What a sweep takes, in passes over a state whose tiles lie in the cache; as measured.
double Sweeper::costOf(const Taken &taken, unsigned tileBits) const {
  const double pass = amplitudeBytes_ << tileBits <= secondLevelCache() / 2 ? 1 : 1.4;
  constexpr size_t cachedState = size_t(1) << 25; // beyond it copies come from memory
  const double copy = amplitudeBytes_ << plan_.numQubits <= cachedState ? 2.2 : 3.7;
  const double runBytes = double(amplitudeBytes_ / 2 << std::countr_one(taken.blocks.bits));
  return copy * (1 + 360 / runBytes + 44000 / (runBytes * runBytes)) + pass * passesOf(taken);
}

/// Sweeps that can be next, those first that do most for their cost.
std::vector<Sweeper::Taken> Sweeper::choices(const Progress &progress, unsigned tileBits) const {
  std::vector<Taken> result;
  auto add = [&](Taken taken) {
    auto isSame = [&](const Taken &other) { return other.units == taken.units && other.blocks.bits == taken.blocks.bits; };
    if (taken.units.empty() || std::ranges::any_of(result, isSame))
      return;
    // Tiles that are 0 are not touched.
    taken.cost = std::ldexp(costOf(taken, tileBits), -std::popcount(progress.zeros & ~taken.blocks.bits));
    result.push_back(std::move(taken));
  };
  add(take(progress, tileBits, tileBits));
  for (unsigned lowBits = runBits; lowBits <= runBits + 4; ++lowBits)
    add(take(progress, lowBits, tileBits));
  if (result.empty()) { // the first flips more bits than a tile has
    result.push_back({{uint32_t(progress.first)}, {all_, all_, {{units_[progress.first].block, {}}}}, 1, 1});
    result.back().cost = costOf(result.back(), tileBits);
  }
  std::ranges::stable_sort(result, std::greater(), [](const Taken &taken) { return taken.gain / taken.cost; });
  return result;
}

SweepPlan Sweeper::takeBest(unsigned tileBits) const {
  SweepPlan result{tileBits, 0, {}};
  for (Progress progress(*this); !isAtEnd(progress);) {
    Taken best = std::move(choices(progress, tileBits).front());
    mark(progress, best, true);
    progress.zeros &= ~best.blocks.flips;
    result.cost += best.cost;
    result.sweeps.push_back(std::move(best.blocks));
  }
  return result;
}

void Sweeper::search(unsigned tileBits, SweepPlan &best) const {
  Search search{tileBits, best, {tileBits, 0, {}}, 100};
  tryAll(search, Progress(*this));
}

void Sweeper::tryAll(Search &search, Progress progress) const {
  if (search.now.cost >= search.best.cost)
    return;
  if (isAtEnd(progress)) {
    search.best = search.now;
    return;
  }
  if (search.triesLeft == 0)
    return;
  --search.triesLeft;
  for (Taken &taken : choices(progress, search.tileBits)) {
    Progress next = progress;
    mark(next, taken, true);
    next.zeros &= ~taken.blocks.flips;
    search.now.cost += taken.cost;
    search.now.sweeps.push_back(std::move(taken.blocks));
    tryAll(search, std::move(next));
    search.now.cost -= taken.cost;
    search.now.sweeps.pop_back();
  }
}

/// Half the cache or less takes the whole state as one tile; threads share larger ones.
unsigned mostTileBits(size_t amplitudeBytes) { return unsigned(std::bit_width(secondLevelCache() / amplitudeBytes)) - 1; }

constexpr size_t sampleSize = 512; // blocks that show which tiles are best

/// The cheapest sweeps of the first blocks.
SweepPlan planSample(const Plan &plan, size_t amplitudeBytes) {
  const unsigned most = mostTileBits(amplitudeBytes);
  Sweeper sweeper(plan, std::min(plan.blocks.size(), sampleSize), amplitudeBytes);
  SweepPlan best;
  best.cost = std::numeric_limits<double>::infinity();
  for (unsigned tileBits = most - 2; tileBits <= std::min(most, plan.numQubits - 1); ++tileBits)
    sweeper.search(tileBits, best);
  return best;
}

} // namespace

SweepPlan planSweeps(const Plan &plan, size_t amplitudeBytes) {
  const size_t numBlocks = plan.blocks.size();
  if (plan.numQubits < mostTileBits(amplitudeBytes))
    return planOneSweep(plan, firstBlocks(numBlocks));
  SweepPlan sample = planSample(plan, amplitudeBytes);
  return numBlocks <= sampleSize ? sample : Sweeper(plan, numBlocks, amplitudeBytes).takeBest(sample.tileBits);
}

/// The plan with the bits of its index the other way round.
static Plan reversed(const Plan &plan) {
  auto reverse = [&](uint64_t &mask) {
    uint64_t result = 0;
    for (uint64_t rest = mask; rest != 0; rest &= rest - 1)
      result |= uint64_t(1) << (plan.numQubits - 1 - std::countr_zero(rest));
    mask = result;
  };
  Plan result = plan;
  for (auto *qubits : {&result.targets, &result.qubits})
    for (Qubit &qubit : *qubits) {
      reverse(qubit.flip);
      reverse(qubit.sign);
    }
  for (Control &control : result.controls)
    reverse(control.sign);
  for (PhaseTerm &term : result.terms)
    reverse(term.sign);
  return result;
}

void orderBits(Plan &plan) {
  constexpr double gain = 0.95; // a state in another order is read more slowly
  const size_t amplitudeBytes = 2 * sizeof(double);
  if (plan.numQubits < mostTileBits(amplitudeBytes) || plan.numQubits > maxQubits)
    return;
  Plan other = reversed(plan);
  if (planSample(other, amplitudeBytes).cost < gain * planSample(plan, amplitudeBytes).cost)
    plan = std::move(other);
}

std::vector<uint32_t> firstBlocks(size_t count) {
  std::vector<uint32_t> blocks(count);
  std::iota(blocks.begin(), blocks.end(), 0);
  return blocks;
}

SweepPlan planOneSweep(const Plan &plan, std::span<const uint32_t> blocks) {
  const uint64_t all = (uint64_t(1) << plan.numQubits) - 1;
  SweepBlocks sweep{all, all, {}};
  for (uint32_t number : blocks) {
    const Block &block = plan.blocks[number];
    SweepBlock &part = sweep.blocks.emplace_back(SweepBlock{number, {}});
    for (uint32_t i = 0; i < block.numTerms && block.form == BlockForm::Phases; ++i)
      part.terms.push_back(block.firstTerm + i);
  }
  return {plan.numQubits, 0, {std::move(sweep)}};
}

} // namespace qml::rt
