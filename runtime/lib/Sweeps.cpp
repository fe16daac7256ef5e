// SPDX-License-Identifier: Apache-2.0
//
// Which blocks share a sweep. Blocks are taken in order, past others with which they commute, as long as the bits that they
// flip fit into a tile. Larger tiles take fewer sweeps, smaller ones are walked faster; longer runs are copied faster, but hold
// bits that no block may flip: the cheapest of some shapes is taken.

#include "Sweeps.h"

#include "Footprint.h"
#include "Layout.h"
#include "ProductPrefix.h"

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
  /// `splits`: phases are taken term by term.
  Sweeper(const Plan &plan, std::span<const SweepBlock> blocks, uint64_t started, size_t amplitudeBytes, bool splits);
  /// Takes what does most for its cost, sweep by sweep.
  SweepPlan takeBest(unsigned tileBits) const;
  /// Sweeps that cost less than `best`, if some tries find them.
  void search(unsigned tileBits, SweepPlan &best) const;
  /// What a plan costs with its tables of phases as they will be, in passes over a state whose tiles lie in the cache.
  double costOf(const SweepPlan &plan) const;

private:
  static constexpr size_t window = 256; // units from the first that is left: linear time for long circuits
  using Units = std::bitset<window>;    // by number modulo `window`

  static constexpr size_t maxUnits = 64; // of a block

  /// What is taken as one: a block, or a few terms of one with phases, for rotations of some qubits wait for few terms.
  struct Unit {
    uint32_t block;
    std::vector<uint32_t> terms;
    uint64_t flipBits;
    Units needs; // with which of the units before it does not commute
  };
  struct Taken {
    std::vector<uint32_t> units;
    SweepBlocks blocks;
    double cost = 0;
  };
  /// On the way through a plan.
  struct Progress {
    explicit Progress(const Sweeper &sweeper) : isDone(sweeper.units_.size(), false), zeros(sweeper.all_ & ~sweeper.started_) {}
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
  void advance(Progress &progress, const Taken &taken) const {
    for (uint32_t unit : taken.units)
      progress.isDone[unit] = true;
    progress.zeros &= ~taken.blocks.flips;
  }
  void tryAll(Search &search, Progress progress) const;
  template <typename CountTables> double costOf(const SweepBlocks &sweep, unsigned tileBits, uint64_t zeros, CountTables tables) const;

  const Plan &plan_;
  const uint64_t all_, started_;
  const size_t amplitudeBytes_;
  std::vector<Unit> units_;
};

Sweeper::Sweeper(const Plan &plan, std::span<const SweepBlock> blocks, uint64_t started, size_t amplitudeBytes, bool splits)
    : plan_(plan), all_((uint64_t(1) << plan.numQubits) - 1), started_(started), amplitudeBytes_(amplitudeBytes) {
  std::vector<Footprint> footprints;
  for (const auto &[number, terms] : blocks) {
    const Block &block = plan.blocks[number];
    if (block.form != BlockForm::Phases) {
      footprints.push_back(footprintOf(plan, block));
      units_.push_back({number, {}, footprints.back().flipBits, {}});
      continue;
    }
    const size_t size = splits ? (terms.size() + maxUnits - 1) / maxUnits : terms.size();
    for (size_t i = 0; i < terms.size(); ++i) {
      if (i % size == 0) {
        footprints.emplace_back();
        units_.push_back({number, {}, 0, {}});
      }
      footprints.back().addSign(plan.terms[terms[i]].sign);
      units_.back().terms.push_back(terms[i]);
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
    if (sweep.blocks.empty() || sweep.blocks.back().block != unit.block)
      sweep.blocks.push_back({unit.block, {}});
    std::vector<uint32_t> &terms = sweep.blocks.back().terms;
    terms.insert(terms.end(), unit.terms.begin(), unit.terms.end());
    result.units.push_back(uint32_t(i));
  }
  // Room left over lengthens the runs that are copied.
  for (uint64_t bit = 1; unsigned(std::popcount(sweep.bits)) < tileBits; bit <<= 1)
    sweep.bits |= bit;
  return result;
}

/// As measured; `tables` tells how many tables some terms take.
template <typename CountTables>
double Sweeper::costOf(const SweepBlocks &sweep, unsigned tileBits, uint64_t zeros, CountTables tables) const {
  // A pass takes as long with one rotation as with four, a table of phases two thirds of that.
  double passes = 0;
  auto isPerRow = [](uint32_t) { return false; };
  for (const auto &group : groupRotations(plan_, sweep.blocks, isPerRow, 32))
    passes += group.front().terms.empty() ? double((group.size() + 3) / 4) : 0.65 * double(tables(group.front().terms));
  // The tiles of ket and bra share the cache with what is copied to them and from them.
  const SecondLevelCache &cache = secondLevelCache();
  const double eighths = 8 * double(amplitudeBytes_ << tileBits) / double(cache.bytes);
  const double pass = 1 + cache.crowding * std::max(0.0, std::log2(eighths));
  constexpr size_t cachedState = size_t(1) << 25; // beyond it copies come from memory
  const double runBytes = double(amplitudeBytes_ / 2 << std::countr_one(sweep.bits));
  double copy = amplitudeBytes_ << plan_.numQubits <= cachedState ? 2.1 : 3;
  copy *= liesTogether(sweep, tileBits) ? 0.6 : 1 + 36 / runBytes + 12000 / (runBytes * runBytes);
  const double cost = copy + pass * passes;
  return std::ldexp(cost, -std::popcount(zeros & ~sweep.bits)); // tiles that are 0 are not touched
}

double Sweeper::costOf(const SweepPlan &plan) const {
  constexpr uint64_t inLanes = 7;
  const unsigned maxRank = maxTableRank(int(plan_.numQubits) - std::popcount(inLanes));
  double cost = 0;
  uint64_t zeros = all_ & ~started_;
  for (const SweepBlocks &sweep : plan.sweeps) {
    cost += costOf(sweep, plan.tileBits, zeros,
                   [&](const std::vector<uint32_t> &terms) { return tablesOf(plan_, terms, inLanes, maxRank).size(); });
    zeros &= ~sweep.flips;
  }
  return cost;
}

/// Sweeps that can be next, those first that do most for their cost.
std::vector<Sweeper::Taken> Sweeper::choices(const Progress &progress, unsigned tileBits) const {
  std::vector<Taken> result;
  auto countTables = [](const std::vector<uint32_t> &terms) { return (terms.size() + 12) / 13; }; // near enough, and fast
  auto add = [&](Taken taken) {
    auto isSame = [&](const Taken &other) { return other.units == taken.units && other.blocks.bits == taken.blocks.bits; };
    if (taken.units.empty() || std::ranges::any_of(result, isSame))
      return;
    taken.cost = costOf(taken.blocks, tileBits, progress.zeros, countTables);
    result.push_back(std::move(taken));
  };
  add(take(progress, tileBits, tileBits));
  for (unsigned lowBits = runBits; lowBits <= runBits + 4; ++lowBits)
    add(take(progress, lowBits, tileBits));
  if (result.empty()) { // the first flips more bits than a tile has
    result.push_back({{uint32_t(progress.first)}, {all_, all_, {{units_[progress.first].block, {}}}}});
    result.back().cost = costOf(result.back().blocks, tileBits, 0, countTables);
  }
  auto gain = [&](const Taken &taken) { // in passes
    double sum = 0;
    for (uint32_t unit : taken.units)
      sum += units_[unit].terms.empty() ? 0.25 : 0.1 * double(units_[unit].terms.size());
    return sum;
  };
  std::ranges::stable_sort(result, std::greater(), [&](const Taken &taken) { return gain(taken) / taken.cost; });
  return result;
}

SweepPlan Sweeper::takeBest(unsigned tileBits) const {
  SweepPlan result{tileBits, 0, {}};
  for (Progress progress(*this); !isAtEnd(progress);) {
    Taken best = std::move(choices(progress, tileBits).front());
    advance(progress, best);
    result.sweeps.push_back(std::move(best.blocks));
  }
  return result;
}

void Sweeper::search(unsigned tileBits, SweepPlan &best) const {
  Search search{tileBits, best, {tileBits, 0, {}}, 100};
  tryAll(search, Progress(*this));
  if (search.triesLeft > 0 || best.tileBits == tileBits)
    return;
  SweepPlan greedy = takeBest(tileBits); // more sweeps than tries: none may have come to the end
  greedy.cost = costOf(greedy);
  if (greedy.cost < best.cost)
    best = std::move(greedy);
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
    advance(next, taken);
    search.now.cost += taken.cost;
    search.now.sweeps.push_back(std::move(taken.blocks));
    tryAll(search, std::move(next));
    search.now.cost -= taken.cost;
    search.now.sweeps.pop_back();
  }
}

/// The bits of the index of as many amplitudes as the second level of cache holds.
unsigned cacheBits(size_t amplitudeBytes) { return unsigned(std::bit_width(secondLevelCache().bytes / amplitudeBytes)) - 1; }

struct Sample {
  bool splits;
  SweepPlan plan;
};

/// The cheapest sweeps of the first blocks. Where phases of most pairs of qubits are together, their terms in parts take more tables.
Sample planSample(const Plan &plan, std::span<const SweepBlock> blocks, uint64_t started, size_t amplitudeBytes) {
  const unsigned largest = cacheBits(amplitudeBytes) - (isCrowded(secondLevelCache()) ? 2 : 1);
  Sample best{};
  best.plan.cost = std::numeric_limits<double>::infinity();
  for (bool splits : {true, false}) {
    Sweeper sweeper(plan, blocks.first(std::min(blocks.size(), sweepSample)), started, amplitudeBytes, splits);
    SweepPlan found;
    found.cost = std::numeric_limits<double>::infinity();
    for (unsigned tileBits = largest - 2; tileBits <= largest; ++tileBits)
      sweeper.search(tileBits, found);
    found.cost = sweeper.costOf(found);
    if (found.cost < best.plan.cost)
      best = {splits, std::move(found)};
  }
  return best;
}

} // namespace

bool isOneTile(unsigned numQubits, size_t amplitudeBytes) { return numQubits < cacheBits(amplitudeBytes); }

SweepPlan planSweeps(const Plan &plan, std::span<const SweepBlock> blocks, uint64_t started, size_t amplitudeBytes) {
  if (isOneTile(plan.numQubits, amplitudeBytes))
    return planOneSweep(plan, {blocks.begin(), blocks.end()});
  Sample sample = planSample(plan, blocks, started, amplitudeBytes);
  if (blocks.size() <= sweepSample)
    return std::move(sample.plan);
  return Sweeper(plan, blocks, started, amplitudeBytes, sample.splits).takeBest(sample.plan.tileBits);
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
  Start &start = result.start;
  for (uint64_t *mask : {&start.uniform, &start.imaginary, &start.negative})
    reverse(*mask);
  start.pairs.assign(start.pairs.empty() ? 0 : plan.numQubits, 0);
  for (size_t bit = 0; bit < plan.start.pairs.size(); ++bit)
    for (uint64_t rest = plan.start.pairs[bit]; rest != 0; rest &= rest - 1) // the lower one becomes the higher
      start.pairs[plan.numQubits - 1 - std::countr_zero(rest)] |= uint64_t(1) << (plan.numQubits - 1 - bit);
  return result;
}

double orderBits(Plan &plan) {
  constexpr double gain = 0.95; // a state in another order is read more slowly
  const size_t amplitudeBytes = 2 * sizeof(double);
  if (isOneTile(plan.numQubits, amplitudeBytes) || plan.numQubits > maxQubits)
    return 0;
  auto costOf = [&](const Plan &plan) {
    std::vector<SweepBlock> blocks = allBlocks(plan);
    blocks.resize(std::min(blocks.size(), sweepSample));
    return takeCheapest(plan, std::move(blocks), amplitudeBytes).sweeps.cost;
  };
  Plan other = reversed(plan);
  const double cost = costOf(plan), otherCost = costOf(other);
  if (otherCost >= gain * cost)
    return cost;
  plan = std::move(other);
  return otherCost;
}

std::vector<uint32_t> termsOf(const Block &block) {
  std::vector<uint32_t> terms(block.numTerms);
  std::iota(terms.begin(), terms.end(), block.firstTerm);
  return terms;
}

std::vector<SweepBlock> allBlocks(const Plan &plan) {
  std::vector<SweepBlock> blocks;
  for (uint32_t number = 0; number < plan.blocks.size(); ++number) {
    const Block &block = plan.blocks[number];
    blocks.push_back({number, block.form == BlockForm::Phases ? termsOf(block) : std::vector<uint32_t>()});
  }
  return blocks;
}

SweepPlan planOneSweep(const Plan &plan, std::vector<SweepBlock> blocks) {
  const uint64_t all = (uint64_t(1) << plan.numQubits) - 1;
  return {plan.numQubits, 0, {{all, all, std::move(blocks)}}};
}

} // namespace qml::rt
