// SPDX-License-Identifier: Apache-2.0
//
// Which blocks of a plan, and which terms of its phases, touch one bit each before anything else touches that.

#include "ProductPrefix.h"

#include "Footprint.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <optional>
#include <utility>

namespace qml::rt {
namespace {

/// The axis of a rotation that touches one bit only.
std::optional<BitTurn::Axis> axisOf(const Qubit &target) {
  if (!std::has_single_bit(target.flip) || (target.sign & ~target.flip) != 0)
    return std::nullopt;
  return target.sign == 0 ? BitTurn::X : BitTurn::Y;
}

} // namespace

bool ProductPrefix::isReal() const {
  auto isY = [](const ProductGate &gate) { return gate.axis == BitTurn::Y; };
  return std::ranges::all_of(gates, [&](const auto &ofBit) { return std::ranges::all_of(ofBit, isY); });
}

ProductPrefix takeProduct(const Plan &plan, std::vector<SweepBlock> &blocks, uint64_t bits) {
  ProductPrefix prefix;
  if (plan.isApplied || std::ranges::any_of(plan.start.pairs, [](uint64_t pairs) { return pairs != 0; }))
    return prefix;
  prefix.gates.resize(plan.numQubits);
  constexpr size_t mostLeft = 64; // linear time for long circuits
  std::vector<SweepBlock> left;
  std::vector<Footprint> footprints; // of those that are left
  auto leaves = [&](SweepBlock block, Footprint footprint) {
    left.push_back(std::move(block));
    footprints.push_back(std::move(footprint));
  };
  auto isFree = [&](const Footprint &footprint) {
    auto letsPass = [&](const Footprint &other) { return commute(other, footprint); };
    return footprints.size() < mostLeft && std::ranges::all_of(footprints, letsPass);
  };
  // The block that a bit's last gate comes from: angles of two, one of which may be large, are not added.
  std::vector<uint32_t> lastBlock(plan.numQubits, ~0u);
  auto take = [&](uint64_t bit, BitTurn::Axis axis, uint32_t block, std::vector<uint32_t> terms) {
    auto &gates = prefix.gates[std::countr_zero(bit)];
    prefix.bits |= bit;
    if (std::exchange(lastBlock[std::countr_zero(bit)], block) == block) {
      std::vector<uint32_t> &sum = prefix.sums[gates.back().sum];
      sum.insert(sum.end(), terms.begin(), terms.end());
      return;
    }
    gates.push_back({axis, uint32_t(prefix.sums.size())});
    prefix.sums.push_back(std::move(terms));
  };
  for (SweepBlock &part : blocks) {
    const Block &block = plan.blocks[part.block];
    if (footprints.size() >= mostLeft) {
      left.push_back(std::move(part));
      continue;
    }
    if (block.form == BlockForm::Phases) {
      SweepBlock rest{part.block, {}};
      Footprint footprint;
      for (uint32_t term : part.terms) {
        const uint64_t sign = plan.terms[term].sign;
        Footprint own;
        own.addSign(sign);
        if (std::has_single_bit(sign) && (sign & bits) && isFree(own)) {
          take(sign, BitTurn::Z, part.block, {term});
          continue;
        }
        rest.terms.push_back(term);
        footprint.addSign(sign);
      }
      if (!rest.terms.empty())
        leaves(std::move(rest), std::move(footprint));
      continue;
    }
    Footprint footprint = footprintOf(plan, block);
    const Qubit *target = block.form == BlockForm::Rotation ? &plan.targets[block.firstTarget] : nullptr;
    const auto axis = target ? axisOf(*target) : std::nullopt;
    if (!axis || !(target->flip & bits) || !isFree(footprint)) {
      leaves(std::move(part), std::move(footprint));
      continue;
    }
    take(target->flip, *axis, part.block, termsOf(block));
  }
  blocks = std::move(left);
  return prefix;
}

PrefixAndSweeps takeCheapest(const Plan &plan, std::vector<SweepBlock> blocks, size_t amplitudeBytes) {
  constexpr unsigned fewestBits = 8; // below, passes take no longer
  constexpr uint64_t none = 0, all = ~none;
  constexpr double productCost = 2.5; // to write it and to take its derivatives, in passes over the whole state
  auto with = [&](uint64_t bits, std::vector<SweepBlock> blocks) {
    PrefixAndSweeps result{takeProduct(plan, blocks, bits), {}};
    const uint64_t started = plan.start.uniform | result.product.bits;
    result.sweeps = planSweeps(plan, blocks, started, amplitudeBytes);
    if (result.product.bits != none)
      result.sweeps.cost += std::ldexp(productCost, std::popcount(started) - int(plan.numQubits));
    return result;
  };
  if (plan.numQubits < fewestBits)
    return with(none, std::move(blocks));
  if (isOneTile(plan.numQubits, amplitudeBytes))
    return with(all, std::move(blocks));
  // The first blocks of a long plan show what is best.
  const std::vector<SweepBlock> first(blocks.begin(), blocks.begin() + ptrdiff_t(std::min(blocks.size(), sweepSample)));
  PrefixAndSweeps best = with(all, first);
  uint64_t bestBits = all;
  const uint64_t bits = best.product.bits;
  auto tryBits = [&](uint64_t some, PrefixAndSweeps found) {
    if (found.sweeps.cost >= best.sweeps.cost)
      return;
    best = std::move(found);
    bestBits = some;
  };
  if (bits != none) {
    PrefixAndSweeps without = with(none, first);
    const uint64_t tile = without.sweeps.sweeps.empty() ? none : without.sweeps.sweeps.front().bits;
    tryBits(none, std::move(without));
    if ((bits & tile) != none && (bits & ~tile) != none)
      tryBits(tile, with(tile, first));
  }
  return first.size() == blocks.size() ? std::move(best) : with(bestBits, std::move(blocks));
}

} // namespace qml::rt
